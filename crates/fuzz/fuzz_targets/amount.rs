//! Any text as an amount: a number says what is printed, and says it again when printed.
#![no_main]

use libfuzzer_sys::fuzz_target;
use parser::{ValueState, amount};

fuzz_target!(|printed: &str| {
    let read = amount::read(printed);
    let is_number = matches!(read.state, ValueState::Number | ValueState::Zero);
    assert_eq!(read.number.is_some(), is_number);
    assert_eq!(read.half_digit.is_some(), is_number);
    assert_eq!(amount::is_number(printed), is_number);
    if let Some(number) = read.number {
        let again = amount::read(&number.to_string());
        assert_eq!(again.number, Some(number));
        assert_eq!(again.half_digit, read.half_digit);
        // No digit is lost or added.
        let digits = |text: &str| -> String {
            let digits = text.chars().filter_map(|c| c.to_digit(10).or(wide(c)));
            digits.map(|digit| digit.to_string()).collect()
        };
        let bare = |text: &str| digits(text).trim_matches('0').to_owned();
        assert_eq!(bare(&number.to_string()), bare(printed));
    }
    let unit = amount::unit(printed);
    if let (Some(number), Some(_)) = (read.number, unit.factor) {
        assert!(amount::to_yuan(number, &unit).is_some());
    }
    parser::mask::mask(printed);
});

/// The value of a full-width digit.
fn wide(c: char) -> Option<u32> {
    u32::from(c).checked_sub(u32::from('０')).filter(|digit| *digit < 10)
}
