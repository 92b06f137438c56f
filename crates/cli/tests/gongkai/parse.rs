//! `gongkai parse`: good, bad and strange inputs.

use crate::paper::{encrypted, pdf};
use crate::{Csv, folder, gongkai, gongkai_with, tree};
use std::fs;
use std::path::Path;

#[test]
fn one_file_gives_all_files() {
    let dir = folder(&[("a.pdf", &pdf(&[&["Total 1,234.50"]]))]);
    let run = gongkai(dir.path(), &["parse", "a.pdf"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(run.stdout, "");
    assert!(run.stderr.starts_with("[1/1] ok    「a.pdf」: 1 pages"), "{}", run.stderr);
    for name in [
        "documents.csv",
        "pages.csv",
        "tables.csv",
        "facts.csv",
        "projects.csv",
        "funding.csv",
        "indicators.csv",
        "sections.csv",
        "statements.csv",
        "checks.csv",
        "diagnostics.csv",
        "datapackage.json",
        "README.md",
        "queries.sql",
        "duckdb.sql",
        "checksums.sha256",
    ] {
        assert!(dir.path().join("out").join(name).is_file(), "{name}");
    }
    for folder in ["wide", "views"] {
        assert!(
            !dir.path().join("out").join(folder).exists(),
            "there is nothing for {folder}"
        );
    }
    let documents = Csv::read(&dir.path().join("out/documents.csv"));
    assert_eq!(documents.column("status"), ["ok"]);
    assert_eq!(documents.column("text_layer"), ["native"]);
    assert_eq!(documents.column("page_count"), ["1"]);
    assert_eq!(documents.column("file_name"), ["a.pdf"]);
}

#[test]
fn bad_files_cost_their_own_row_and_nothing_else() {
    let good = pdf(&[&["Total 1.00"], &["Total 2.00"]]);
    let cut = &good[..good.len() / 3];
    let dir = folder(&[
        ("in/1-good.pdf", &good),
        ("in/2-empty.pdf", b""),
        ("in/3-web.pdf", b"<!doctype html><html>404</html>"),
        ("in/4-cut.pdf", cut),
        ("in/5-locked.pdf", &encrypted()),
        ("in/6-pageless.pdf", &pdf(&[])),
        ("in/7-good.PDF", &pdf(&[&["Total 3.00"]])),
        ("in/notes.docx", b"not asked for"),
        ("nothing/readme.md", b"no PDFs here"),
    ]);
    let run = gongkai(dir.path(), &["parse", "in", "nothing", "gone.pdf", "--out", "o"]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    let documents = Csv::read(&dir.path().join("o/documents.csv"));
    assert_eq!(
        documents.column("file_name"),
        [
            "1-good.pdf",
            "2-empty.pdf",
            "3-web.pdf",
            "4-cut.pdf",
            "5-locked.pdf",
            "6-pageless.pdf",
            "7-good.PDF",
            "nothing",
            "gone.pdf",
        ]
    );
    let status = documents.column("status");
    assert_eq!((status[0], status[6]), ("ok", "ok"));
    assert!([1, 2, 4, 5, 7, 8].iter().all(|&i| status[i] == "failed"), "{status:?}");
    // A reader may save part of a file that is cut off.
    assert_ne!(status[3], "ok");
    let reasons = documents.column("status_reason");
    let diagnostics = Csv::read(&dir.path().join("o/diagnostics.csv"));
    let codes = diagnostics.column("code");
    for (index, code) in [
        (1, "empty-file"),
        (2, "not-a-pdf"),
        (4, "password-protected"),
        (5, "no-pages"),
        (7, "no-pdfs"),
        (8, "cannot-open"),
    ] {
        assert!(!reasons[index].is_empty());
        assert!(codes.contains(&code), "{code} in {codes:?}");
    }
    for name in ["2-empty.pdf", "5-locked.pdf", "nothing", "gone.pdf"] {
        assert!(run.stderr.contains(&format!("「{name}」")), "{name}: {}", run.stderr);
    }
    assert!(run.stderr.contains("hint: "));
    // Bytes that were had are hashed, others are not.
    let hashes = documents.column("sha256");
    assert!(hashes[1].starts_with("e3b0c44298fc1c14"));
    assert_eq!((hashes[7], hashes[8]), ("", ""));
}

#[test]
fn quiet_still_names_what_failed() {
    let dir = folder(&[("a.pdf", &pdf(&[&["x"]])), ("b.pdf", b"")]);
    let run = gongkai(dir.path(), &["parse", "--quiet", "."]);
    assert_eq!(run.code, 3);
    assert_eq!(run.stderr.lines().count(), 2, "{}", run.stderr);
    assert!(run.stderr.contains("「b.pdf」: the file is empty"), "{}", run.stderr);
}

#[test]
fn the_number_of_threads_does_not_show() {
    let files: Vec<(String, Vec<u8>)> = (0..40)
        .map(|i| {
            let bytes = if i % 7 == 3 {
                b"not a PDF".to_vec()
            } else {
                let line = format!("Line {i} 1,234.50");
                pdf(&vec![&[line.as_str()][..]; 1 + i % 5])
            };
            (format!("in/{i:02}.pdf"), bytes)
        })
        .collect();
    let files: Vec<(&str, &[u8])> =
        files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let dir = folder(&files);
    for jobs in ["1", "2", "7"] {
        let run = gongkai(dir.path(), &["parse", "in", "-j", jobs, "--out", jobs]);
        assert_eq!(run.code, 3);
    }
    let first = tree(&dir.path().join("1"));
    assert!(first.len() > 12);
    assert!(first == tree(&dir.path().join("2")), "-j1 and -j2 differ");
    assert!(first == tree(&dir.path().join("7")), "-j1 and -j7 differ");
}

#[test]
fn equal_bytes_are_one_document() {
    let one = pdf(&[&["same"]]);
    let dir = folder(&[("in/a.pdf", &one), ("in/b.pdf", &one)]);
    // The same path twice is not even a duplicate.
    let run = gongkai(dir.path(), &["parse", "in", "in/a.pdf"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let documents = Csv::read(&dir.path().join("out/documents.csv"));
    assert_eq!(documents.column("file_name"), ["a.pdf"]);
    let diagnostics = Csv::read(&dir.path().join("out/diagnostics.csv"));
    let codes = diagnostics.column("code");
    assert_eq!(codes.iter().filter(|code| **code == "duplicate-input").count(), 1);
    assert!(run.stderr.contains("same bytes as 「a.pdf」"), "{}", run.stderr);
}

#[test]
fn globs_and_lists_name_files_too() {
    let dir = folder(&[
        ("x/a.pdf", &pdf(&[&["a"]])),
        ("x/y/b.pdf", &pdf(&[&["b"]])),
        ("c.txt", "收入支出决算总表\n项目\t金额\n合计\t1.00\n".as_bytes()),
    ]);
    let run = gongkai(dir.path(), &["parse", "x/**/*.pdf"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let documents = Csv::read(&dir.path().join("out/documents.csv"));
    assert_eq!(documents.column("file_name"), ["a.pdf", "b.pdf"]);

    let run = gongkai_with(dir.path(), &["parse", "-"], "x/y/b.pdf\r\nc.txt\n\n");
    assert_eq!(run.code, 0, "{}", run.stderr);
    let documents = Csv::read(&dir.path().join("out/documents.csv"));
    assert_eq!(documents.column("file_name"), ["b.pdf", "c.txt"]);
    assert_eq!(documents.column("page_count"), ["1", ""]);

    // Plain text is only read when it is named.
    let run = gongkai(dir.path(), &["parse", "."]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let documents = Csv::read(&dir.path().join("out/documents.csv"));
    assert_eq!(documents.column("file_name"), ["x/a.pdf", "x/y/b.pdf"]);

    let run = gongkai(dir.path(), &["parse", "x/*.xyz"]);
    assert_eq!(run.code, 3);
    assert!(run.stderr.contains("no file matches"), "{}", run.stderr);
}

#[test]
fn sources_travel_with_the_document() {
    let sources = "\u{FEFF}file_name,source_url,retrieved_at\r\n\
                   a.pdf,https://example.org/a.pdf,2025-08-01T00:00:00Z\r\n";
    let dir = folder(&[
        ("a.pdf", &pdf(&[&["a"]])),
        ("s.csv", sources.as_bytes()),
        ("bad.csv", b"file,url\n"),
    ]);
    let run = gongkai(dir.path(), &["parse", "a.pdf", "--sources", "s.csv"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let documents = Csv::read(&dir.path().join("out/documents.csv"));
    assert_eq!(documents.column("source_url"), ["https://example.org/a.pdf"]);
    assert_eq!(documents.column("retrieved_at"), ["2025-08-01T00:00:00Z"]);
    for file in ["bad.csv", "gone.csv"] {
        let run = gongkai(dir.path(), &["parse", "a.pdf", "--sources", file]);
        assert_eq!(run.code, 2, "{}", run.stderr);
        assert!(run.stderr.contains(file), "{}", run.stderr);
    }
}

#[test]
fn wrong_use_is_2() {
    let dir = folder(&[]);
    for args in [
        &["parse"][..],
        &["parse", "a.pdf", "--colour"],
        &["parse", "a.pdf", "-j", "many"],
        &["nonsense"],
        &[],
    ] {
        let run = gongkai(dir.path(), args);
        assert_eq!(run.code, 2, "{args:?}: {}", run.stderr);
        assert!(!run.stderr.is_empty());
        assert_eq!(run.stdout, "");
    }
    let run = gongkai_with(dir.path(), &["parse", "-"], "\n");
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("the list on stdin is empty"), "{}", run.stderr);
}

#[test]
fn help_tells_the_exit_codes() {
    let dir = folder(&[]);
    for args in [&["--help"][..], &["parse", "--help"], &["help", "show"]] {
        let run = gongkai(dir.path(), args);
        assert_eq!(run.code, 0);
        assert!(run.stdout.contains("Exit codes:"), "{}", run.stdout);
    }
}

#[test]
fn output_that_cannot_be_written_is_7() {
    let dir = folder(&[("a.pdf", &pdf(&[&["a"]])), ("file", b"in the way")]);
    let run = gongkai(dir.path(), &["parse", "a.pdf", "--out", "file"]);
    assert_eq!(run.code, 7, "{}", run.stderr);
    assert!(
        run.stderr.contains("file") && run.stderr.contains("hint: "),
        "{}",
        run.stderr
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_7_and_a_closed_pipe_is_0() {
    use std::fs::File;
    use std::process::Stdio;
    let dir = folder(&[("a.pdf", &pdf(&[&["a"]])), ("out/facts.csv", b"precious")]);
    std::os::unix::fs::symlink("/dev/full", dir.path().join("out/.facts.csv.part"))
        .expect("a link");
    let run = gongkai(dir.path(), &["parse", "a.pdf"]);
    assert_eq!(run.code, 7, "{}", run.stderr);
    assert!(run.stderr.contains("facts.csv"), "{}", run.stderr);
    let kept = fs::read(dir.path().join("out/facts.csv")).expect("still there");
    assert_eq!(kept, b"precious");

    let full = File::options().write(true).open("/dev/full").expect("a full device");
    let status = crate::command(dir.path(), &["schema"])
        .stdout(full)
        .stderr(Stdio::null())
        .status()
        .expect("the program runs");
    assert_eq!(status.code(), Some(7));

    let mut child = crate::command(dir.path(), &["schema", "--json"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program runs");
    drop(child.stdout.take());
    assert_eq!(child.wait().expect("the program ends").code(), Some(0));
}

#[test]
fn the_summary_can_be_read_by_programs() {
    let dir = folder(&[("a.pdf", &pdf(&[&["a"]])), ("b.pdf", b"")]);
    let run = gongkai(dir.path(), &["parse", ".", "--json"]);
    assert_eq!(run.code, 3);
    let summary: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(summary["documents"]["ok"], 1);
    assert_eq!(summary["documents"]["failed"], 1);
    assert_eq!(summary["diagnostics"]["empty-file"], 1);
}

#[test]
fn progress_is_told_in_the_form_that_was_asked_for() {
    let good = pdf(&[&["Total 1.00"]]);
    let dir =
        folder(&[("in/a.pdf", &good), ("in/b.pdf", b"no PDF"), ("in/c.pdf", &good)]);
    let told = |flags: &[&str]| -> Vec<String> {
        let run = gongkai(dir.path(), &[&["parse", "in"], flags].concat());
        assert_eq!(run.code, 3, "{}", run.stderr);
        run.stderr.lines().map(str::to_owned).collect()
    };
    let object = |line: &String| -> serde_json::Value {
        serde_json::from_str(line).expect("an object a line")
    };
    let plain = told(&["--progress", "plain"]);
    assert!(plain[0].starts_with("[1/3] ok    「a.pdf」"), "{plain:?}");
    assert!(plain[1].starts_with("[2/3] error 「b.pdf」"), "{plain:?}");

    let none = told(&["--progress", "none"]);
    assert!(none[0].starts_with("[2/3] error 「b.pdf」"), "{none:?}");
    assert!(none.iter().any(|line| line.starts_with("2 documents: 1 ok")), "{none:?}");

    for flags in [&["--progress", "json"][..], &["--log", "json"]] {
        let lines = told(flags);
        let objects: Vec<_> = lines.iter().map(object).collect();
        let events: Vec<_> = objects.iter().map(|o| o["event"].as_str()).collect();
        let [document, run] = ["document", "run"].map(Some);
        assert_eq!(events, [document, document, document, run], "{flags:?}");
        assert!(objects.iter().all(|o| o["time"].is_string()));
        assert_eq!(objects[0]["status"], "ok");
        assert_eq!(objects[0]["total"], 3);
        assert_eq!(objects[1]["level"], "error");
        assert_eq!(objects[1]["file_name"], "b.pdf");
        assert_eq!(objects[2]["same_bytes_as"], "a.pdf");
        assert_eq!(objects[3]["documents"]["failed"], 1);
    }

    let run =
        gongkai(dir.path(), &["parse", "in", "--sources", "no.csv", "--log", "json"]);
    let error = object(&run.stderr.trim().to_owned());
    assert_eq!(error["level"], "error");
    assert!(error["hint"].as_str().is_some_and(|hint| hint.contains("file_name")));
}

/// A run that reads nothing is no reason to lose what an earlier one read.
#[test]
fn an_earlier_output_goes_only_when_something_takes_its_place() {
    let dir = folder(&[
        ("a.pdf", &pdf(&[&["Total 1.00"]])),
        ("b.pdf", &pdf(&[&["Total 2.00"]])),
        ("empty.pdf", b""),
    ]);
    let out = dir.path().join("out");
    assert_eq!(gongkai(dir.path(), &["parse", "a.pdf"]).code, 0);
    let before = tree(&out);
    let run = gongkai(dir.path(), &["parse", "a,pdf"]);
    assert_eq!(run.code, 2);
    insta::assert_snapshot!(run.stderr, @"
    error: there is no 「a,pdf」
    hint: check the path; nothing was written
    ");
    assert!(before == tree(&out));
    let run = gongkai(dir.path(), &["parse", "a,pdf", "b,pdf", "--in-process"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("none of 2 inputs is there"), "{}", run.stderr);
    let run = gongkai(dir.path(), &["parse", "empty.pdf"]);
    assert_eq!(run.code, 3);
    insta::assert_snapshot!(run.stderr, @"
    [1/1] error 「empty.pdf」: the file is empty
          hint: download it again
    nothing could be read: what an earlier run wrote to 「out」 stays as it was
    ");
    assert!(before == tree(&out));
    // Nothing is left behind, not even a folder.
    let names = |dir: &Path| {
        let mut names: Vec<_> = dir
            .read_dir()
            .expect("a folder")
            .map(|e| e.expect("an entry").file_name())
            .collect();
        names.sort();
        names
    };
    let kept = names(&out);
    assert!(!kept.iter().any(|name| name == "wide"), "{kept:?}");
    assert_eq!(gongkai(dir.path(), &["parse", "gone.pdf", "--out", "new"]).code, 2);
    assert!(!dir.path().join("new").exists());
    // One of several that is read takes the place of what was there.
    let run = gongkai(dir.path(), &["parse", "empty.pdf", "b.pdf", "gone.pdf"]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    let names = Csv::read(&out.join("documents.csv"));
    assert_eq!(names.column("file_name"), ["empty.pdf", "b.pdf", "gone.pdf"]);
}

#[test]
fn the_last_line_says_where_the_output_is() {
    let dir = folder(&[("a.pdf", &pdf(&[&["Total 1.00"]]))]);
    let run = gongkai(dir.path(), &["parse", "a.pdf", "--out", "here/and there"]);
    assert_eq!(run.code, 0);
    assert_eq!(run.stderr.lines().last(), Some("the output is in here/and there"));
}

/// What is said of a file that is none sends nobody to a text editor.
#[test]
fn another_kind_of_file_is_called_what_it_is() {
    let docx = b"PK\x03\x04\x14\0[Content_Types].xml\x03word/document.xmlPK\x05\x06";
    let dir = folder(&[("a.docx", docx), ("b.pdf", b"{\\rtf1 x}"), ("c.pdf", b"???")]);
    let run = gongkai(dir.path(), &["check", "a.docx", "b.pdf", "c.pdf"]);
    assert_eq!(run.code, 3);
    insta::assert_snapshot!(run.stderr, @"
    error: 「a.docx」: this is not a PDF but a Word document (.docx)
    hint: open it in Word, WPS or LibreOffice and save it as PDF
    error: 「b.pdf」: this is not a PDF but a text in RTF
    hint: open it in Word, WPS or LibreOffice and save it as PDF
    error: 「c.pdf」: this is not a PDF: the bytes %PDF- are missing
    hint: look at its first bytes: it is neither a PDF nor a web page, a Word file or an archive
    ");
}
