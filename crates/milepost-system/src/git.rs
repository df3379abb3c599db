//! Git, through its command.
