//! Any bytes, read as a file of any kind: marks, and what they say.
#![no_main]

use extractor::SourceKind;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((kind, bytes)) = bytes.split_first() else { return };
    let kind = match kind % 3 {
        0 => SourceKind::Pdf,
        1 => SourceKind::Text,
        _ => SourceKind::Image,
    };
    match extractor::read(bytes.to_vec(), kind) {
        Ok(document) => {
            assert_eq!(document.byte_size, bytes.len() as u64);
            let disclosure = parser::parse(&document);
            for table in &disclosure.tables {
                for row in &table.rows {
                    assert!(row.values.iter().all(|v| v.column < table.columns.len()));
                }
            }
        }
        Err(error) => assert!(!error.hint().is_empty()),
    }
});
