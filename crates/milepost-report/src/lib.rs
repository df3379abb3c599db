//! One file per output: human, concise, json.
