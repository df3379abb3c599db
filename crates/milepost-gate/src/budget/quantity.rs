use std::fmt;

use super::unit::{Dimension, Unit};

/// A number with its unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quantity {
    value: f64,
    unit: Unit,
}

impl Quantity {
    /// So many of a unit.
    pub fn new(value: f64, unit: Unit) -> Self {
        Self { value, unit }
    }

    /// A value in the base of a dimension (seconds, bytes, in a second), in the unit in which it reads best, with at
    /// most four digits.
    pub fn shown(dimension: Dimension, base: f64) -> Self {
        let unit = Unit::for_value(dimension, base);
        let value = base / unit.factor();
        if !value.is_finite() || value == 0.0 || unit == Unit::COUNT {
            return Self { value, unit };
        }
        let digits = 10f64.powf((3.0 - value.abs().log10().floor()).clamp(0.0, 15.0));
        Self { value: (value * digits).round() / digits, unit }
    }

    /// The number in front of the unit.
    pub fn value(self) -> f64 {
        self.value
    }

    /// The unit.
    pub fn unit(self) -> Unit {
        self.unit
    }

    /// The value in the base of its dimension: seconds, bytes, in a second.
    pub fn base(self) -> f64 {
        self.value * self.unit.factor()
    }
}

/// `300 KiB`, `10%`, `1500 /s`, `7`
impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let space =
            if matches!(self.unit.dimension(), Dimension::Count | Dimension::Percent) { "" } else { " " };
        if f.sign_plus() {
            write!(f, "{:+}", self.value)?;
        } else {
            write!(f, "{}", self.value)?;
        }
        write!(f, "{space}{}", self.unit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_shown_in_the_unit_that_fits() {
        let of = |dimension, base| Quantity::shown(dimension, base).to_string();
        assert_eq!(of(Dimension::Time, 0.012_345_67), "12.35 ms");
        assert_eq!(of(Dimension::Time, 4_000.0), "4000 s");
        assert_eq!(of(Dimension::Time, 0.0), "0 s");
        assert_eq!(of(Dimension::Time, 2e-10), "0.2 ns");
        assert_eq!(of(Dimension::Bytes, 307_200.0), "300 KiB");
        assert_eq!(of(Dimension::Bytes, 1000.0), "1000 B");
        assert_eq!(of(Dimension::Throughput, 3e6), "2.861 MiB/s");
        assert_eq!(of(Dimension::Rate, 1500.0), "1500 /s");
        assert_eq!(of(Dimension::Count, 1_234_567.0), "1234567");
        assert_eq!(of(Dimension::Percent, 2.5), "2.5%");
        assert_eq!(format!("{:+}", Quantity::shown(Dimension::Time, 0.02)), "+20 ms");
    }
}
