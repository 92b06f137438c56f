//! Decimals as they stand in the files: read exactly, or not at all.

/// A decimal number: `unscaled` divided by ten to the power of `scale`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decimal {
    /// All digits.
    pub unscaled: i128,
    /// How many of them stand behind the point.
    pub scale: u32,
}

/// What a 64-bit binary fraction gives back as it was.
pub const FLOAT_DIGITS: u32 = 15;

impl Decimal {
    /// Reads `-12.50`; nothing with an exponent, a separator or more than 38 digits.
    pub fn parse(text: &str) -> Option<Decimal> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let is_number = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !is_number(whole) || !is_number(fraction) {
            return None;
        }
        let mut unscaled: i128 = 0;
        for digit in whole.bytes().chain(fraction.bytes()) {
            unscaled = unscaled.checked_mul(10)?.checked_add(i128::from(digit - b'0'))?;
        }
        if unscaled >= 10_i128.pow(38) {
            return None;
        }
        if text.starts_with('-') {
            unscaled = -unscaled;
        }
        Some(Decimal { unscaled, scale: u32::try_from(fraction.len()).ok()? })
    }

    /// The digits at another scale; none where that would round or overflow.
    pub fn at(self, scale: u32) -> Option<i128> {
        if scale >= self.scale {
            self.unscaled.checked_mul(10_i128.checked_pow(scale - self.scale)?)
        } else {
            let divisor = 10_i128.checked_pow(self.scale - scale)?;
            (self.unscaled % divisor == 0).then(|| self.unscaled / divisor)
        }
    }

    /// Without zeros at the end of the fraction.
    pub fn shortest(self) -> Decimal {
        let mut short = self;
        while short.scale > 0 && short.unscaled % 10 == 0 {
            short = Decimal { unscaled: short.unscaled / 10, scale: short.scale - 1 };
        }
        short
    }

    /// Digits before the point.
    pub fn whole_digits(self) -> u32 {
        digits(self.unscaled).saturating_sub(self.scale)
    }

    /// Digits between the first and the last that are not zero.
    pub fn significant(self) -> u32 {
        let mut unscaled = self.unscaled;
        while unscaled != 0 && unscaled % 10 == 0 {
            unscaled /= 10;
        }
        digits(unscaled)
    }
}

impl std::fmt::Display for Decimal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let digits = format!(
            "{:0>width$}",
            self.unscaled.unsigned_abs(),
            width = self.scale as usize + 1
        );
        let (whole, fraction) = digits.split_at(digits.len() - self.scale as usize);
        let sign = if self.unscaled < 0 { "-" } else { "" };
        let point = if fraction.is_empty() { "" } else { "." };
        write!(f, "{sign}{whole}{point}{fraction}")
    }
}

fn digits(number: i128) -> u32 {
    number.unsigned_abs().checked_ilog10().map_or(0, |n| n + 1)
}

/// A sum that is exact, or none once it is too large.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sum(Option<Decimal>);

impl Default for Sum {
    fn default() -> Sum {
        Sum(Some(Decimal { unscaled: 0, scale: 0 }))
    }
}

impl Sum {
    /// Adds a number.
    pub fn add(&mut self, number: Decimal) {
        self.0 = self.0.and_then(|sum| {
            let scale = sum.scale.max(number.scale);
            let unscaled = sum.at(scale)?.checked_add(number.at(scale)?)?;
            Some(Decimal { unscaled, scale })
        });
    }

    /// What it has come to.
    pub fn total(self) -> Option<Decimal> {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_exactly_or_not() {
        let read = |text: &str| Decimal::parse(text).map(|d| (d.unscaled, d.scale));
        assert_eq!(read("6433600.00"), Some((643_360_000, 2)));
        assert_eq!(read("-0.005"), Some((-5, 3)));
        assert_eq!(read("7"), Some((7, 0)));
        for text in
            ["", "-", "1e3", "1,000.00", "1.0.0", ".5", "+1", "１", &"9".repeat(39)]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn nothing_is_rounded() {
        let number = Decimal::parse("12.345").expect("a number");
        assert_eq!(number.at(2), None);
        assert_eq!(number.at(4), Some(123_450));
        assert_eq!(Decimal::parse("12.340").expect("a number").at(2), Some(1234));
        assert_eq!((number.whole_digits(), number.significant()), (2, 5));
        assert_eq!(Decimal::parse("1200.00").expect("a number").significant(), 2);
    }

    #[test]
    fn sums_are_written_as_they_are() {
        let mut sum = Sum::default();
        for text in ["0.10", "0.20", "-1", "0.005"] {
            sum.add(Decimal::parse(text).expect("a number"));
        }
        assert_eq!(sum.total().expect("a sum").to_string(), "-0.695");
        sum.add(Decimal { unscaled: i128::MAX, scale: 0 });
        assert_eq!(sum.total(), None);
    }
}
