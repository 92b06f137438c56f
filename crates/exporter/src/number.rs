//! Decimals and coordinates as text: plain notation, never an exponent.

use rust_decimal::Decimal;

/// An amount in yuan with at least two decimals and no superfluous ones.
///
/// ```
/// let amount = "12345.5000".parse().unwrap();
/// assert_eq!(exporter::number::amount(amount), "12345.50");
/// ```
pub fn amount(value: Decimal) -> String {
    let mut text = plain(value);
    let decimals = match text.find('.') {
        Some(point) => text.len() - point - 1,
        None => {
            text.push('.');
            0
        }
    };
    for _ in decimals..2 {
        text.push('0');
    }
    text
}

/// A number without superfluous zeros.
pub fn plain(value: Decimal) -> String {
    if value.is_zero() { "0".to_owned() } else { value.normalize().to_string() }
}

/// A coordinate with two decimals: a hundredth of a point is far below any ink.
pub fn coordinate(value: f32) -> String {
    if !value.is_finite() {
        return String::new();
    }
    let text = format!("{value:.2}");
    if text == "-0.00" { "0.00".to_owned() } else { text }
}

/// A confidence from 0 to 1 with two decimals.
pub fn confidence(value: f32) -> String {
    coordinate(value.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_two_decimals_or_more() {
        for (value, expected) in [
            ("0", "0.00"),
            ("-0.00", "0.00"),
            ("6433600", "6433600.00"),
            ("6433600.0000", "6433600.00"),
            ("0.005", "0.005"),
            ("-12.3", "-12.30"),
            ("79228162514264337593543950335", "79228162514264337593543950335.00"),
        ] {
            let value: Decimal = value.parse().expect("a decimal");
            assert_eq!(amount(value), expected);
        }
    }

    #[test]
    fn coordinates_are_plain() {
        assert_eq!(coordinate(-0.001), "0.00");
        assert_eq!(coordinate(595.276), "595.28");
        assert_eq!(coordinate(f32::NAN), "");
    }
}
