//! The smallest PDFs that show something, written by hand.

/// One page of ASCII lines in 12-point Helvetica.
pub(crate) type Page<'a> = &'a [&'a str];

/// A PDF with the given pages.
pub(crate) fn pdf(pages: &[Page<'_>]) -> Vec<u8> {
    document(pages, "")
}

/// A PDF that says it is encrypted, with keys no password opens.
pub(crate) fn encrypted() -> Vec<u8> {
    let key = "00".repeat(32);
    let encrypt = format!(
        "/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{key}> /U <{key}> >> \
         /ID [<00><00>]"
    );
    document(&[&["secret"]], &encrypt)
}

fn document(pages: &[Page<'_>], trailer: &str) -> Vec<u8> {
    let kids: Vec<String> =
        (0..pages.len()).map(|i| format!("{} 0 R", 4 + 2 * i)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Count {} /Kids [{}] >>", pages.len(), kids.join(" ")),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    for (index, lines) in pages.iter().enumerate() {
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 300] /Contents {} 0 R \
             /Resources << /Font << /F 3 0 R >> >> >>",
            5 + 2 * index
        ));
        let mut content = "0.5 w 50 50 300 200 re S 200 50 m 200 250 l S ".to_owned();
        for (row, line) in lines.iter().enumerate() {
            let y = 230 - 20 * row;
            content.push_str(&format!("BT /F 12 Tf 60 {y} Td ({line}) Tj ET "));
        }
        objects.push(format!(
            "<< /Length {} >>\nstream\n{content}\nendstream",
            content.len() + 1
        ));
    }
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut offsets = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        offsets.push(bytes.len());
        bytes.extend_from_slice(
            format!("{} 0 obj\n{object}\nendobj\n", index + 1).as_bytes(),
        );
    }
    let xref = bytes.len();
    let size = objects.len() + 1;
    let mut tail = format!("xref\n0 {size}\n0000000000 65535 f \n");
    for offset in offsets {
        tail.push_str(&format!("{offset:010} 00000 n \n"));
    }
    tail.push_str(&format!(
        "trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{xref}\n%%EOF\n"
    ));
    bytes.extend_from_slice(tail.as_bytes());
    bytes
}
