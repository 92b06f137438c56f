//! No file gets past the limits, whichever command reads it, and no limit is silent.

use crate::paper::pdf;
use crate::poison::{page, repeated, stream};
use crate::workers::REHEARSE;
use crate::{Csv, Run, command, folder, gongkai, tree};
use std::fs;
use std::path::Path;
use std::time::Instant;

/// Runs a command in which the accident happens that the name of its document asks for.
fn rehearsed(dir: &Path, args: &[&str]) -> Run {
    command(dir, args).env(REHEARSE, "1").output().expect("the program runs").into()
}

/// The diagnostics of the output folder, each code with its message.
fn told(dir: &Path) -> Vec<(String, String)> {
    let diagnostics = Csv::read(&dir.join("out/diagnostics.csv"));
    let codes = diagnostics.column("code").into_iter().map(str::to_owned);
    codes.zip(diagnostics.column("message").into_iter().map(str::to_owned)).collect()
}

fn status(dir: &Path) -> Vec<String> {
    let documents = Csv::read(&dir.join("out/documents.csv"));
    documents.column("status").into_iter().map(str::to_owned).collect()
}

#[test]
fn whatever_reads_a_document_survives_it_and_says_what_happened() {
    let one = pdf(&[&["Total 1.00"]]);
    let accidents = ["abort", "claim", "exit", "explode", "hang", "recurse"];
    let files: Vec<(String, &[u8])> =
        accidents.iter().map(|a| (format!("k.{a}.pdf"), one.as_slice())).collect();
    let files: Vec<(&str, &[u8])> = files.iter().map(|(n, b)| (n.as_str(), *b)).collect();
    let dir = folder(&files);
    let commands: [&[&str]; 6] = [
        &["show"],
        &["check"],
        &["check", "--annotate", "out.pdf"],
        &["draw", "--page", "1", "--out", "out.svg"],
        &["inspect", "--out", "out.html"],
        &["diff", "k.exit.pdf"],
    ];
    for (accident, says) in accidents.iter().zip([
        "SIGABRT",
        "1000000 MiB",
        "died",
        "300 MiB of memory",
        "no page was finished for 2 s",
        "stack overflowed",
    ]) {
        let says = says.replace("1000000", "300");
        for command in commands {
            let name = format!("k.{accident}.pdf");
            let limits = ["--timeout", "2", "--memory", "300", "--no-ocr"];
            let args = [command, &[name.as_str()], &limits[..]].concat();
            let run = rehearsed(dir.path(), &args);
            assert_eq!(run.code, 3, "{args:?}: {}", run.stderr);
            assert!(run.stderr.starts_with("error: 「"), "{args:?}: {}", run.stderr);
            // Of two documents the first accident ends the command.
            let says = if command[0] == "diff" { "died" } else { says.as_str() };
            if command[0] != "diff" || *accident == "exit" {
                assert!(run.stderr.contains(says), "{args:?}: {}", run.stderr);
            }
            assert!(run.stderr.contains("\nhint: "), "{args:?}: {}", run.stderr);
        }
    }
    assert_eq!(tree(dir.path()).len(), accidents.len(), "nothing is left behind");
    // Without an accident the same commands do what they did, and nothing is lost on the way.
    for command in commands {
        let args = [command, &["k.abort.pdf", "--no-ocr"]].concat();
        let apart = gongkai(dir.path(), &args);
        let made = fs::read(dir.path().join(command.last().expect("a word")));
        let here = gongkai(dir.path(), &[&args[..], &["--in-process"]].concat());
        assert_eq!(apart.code, 0, "{args:?}: {}", apart.stderr);
        assert_eq!((apart.stdout, apart.stderr), (here.stdout, here.stderr), "{args:?}");
        let again = fs::read(dir.path().join(command.last().expect("a word")));
        assert_eq!(made.ok(), again.ok(), "{args:?}");
    }
}

#[test]
fn findings_do_not_depend_on_where_a_document_is_read() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples");
    for name in ["anhui-civil-2022.pdf", "seed-police-devzone-2024.txt"] {
        let file = samples.join(name).display().to_string();
        for how in [&["--json", "--all"][..], &["--hints"]] {
            let args = [&["check", &file, "--no-ocr"], how].concat();
            let apart = gongkai(&samples, &args);
            let here = gongkai(&samples, &[&args[..], &["--in-process"]].concat());
            assert_eq!(apart.code, 0, "{}", apart.stderr);
            assert!(apart.stdout.len() > 100, "{}", apart.stdout);
            assert_eq!((apart.stdout, apart.stderr), (here.stdout, here.stderr));
        }
    }
}

#[test]
fn one_document_that_is_lost_costs_check_only_itself() {
    let good = pdf(&[&["Total 1.00"]]);
    let other = pdf(&[&["Total 2.00"]]);
    let bad = pdf(&[&["Total 3.00"]]);
    let dir =
        folder(&[("in/a.pdf", &good), ("in/b.abort.pdf", &bad), ("in/c.pdf", &other)]);
    let run = rehearsed(dir.path(), &["check", "in", "--no-ocr"]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    let lines: Vec<&str> = run.stderr.lines().collect();
    assert!(lines[0].starts_with("「a.pdf」: 0 violated"), "{}", run.stderr);
    assert!(lines[1].starts_with("error: 「b.abort.pdf」: "), "{}", run.stderr);
    assert!(lines[3].starts_with("「c.pdf」: 0 violated"), "{}", run.stderr);
}

#[test]
fn a_single_file_that_is_lost_is_a_row_and_leaves_no_half_written_file() {
    let dir = folder(&[("k.abort.pdf", &pdf(&[&["Total 1.00"]]))]);
    let run = rehearsed(dir.path(), &["parse", "k.abort.pdf", "--no-ocr"]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    assert_eq!(status(dir.path()), ["failed"]);
    assert_eq!(told(dir.path())[0].0, "crashed");
    let files = tree(&dir.path().join("out"));
    assert!(files.iter().all(|(name, _)| !name.ends_with(".part")));
}

#[test]
fn what_a_killed_run_left_is_removed_by_the_next() {
    let dir = folder(&[
        ("a.pdf", &pdf(&[&["Total 1.00"]])),
        ("out/.facts.csv.part", b"half"),
        ("out/wide/.final.03.csv.part", b"half"),
        ("out/mine.part", b"not ours"),
    ]);
    let run = gongkai(dir.path(), &["parse", "a.pdf", "--no-ocr"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let left: Vec<String> = tree(&dir.path().join("out"))
        .into_iter()
        .map(|(name, _)| name)
        .filter(|name| name.ends_with(".part"))
        .collect();
    assert_eq!(left, ["mine.part"]);
}

/// A machine that sleeps, or a run that is stopped, makes no timeouts.
#[cfg(target_os = "linux")]
#[test]
fn time_that_a_document_could_not_run_does_not_count() {
    use crate::workers::{children, send, signal};
    use std::thread::sleep;
    use std::time::Duration;
    let dir = folder(&[("k.nap.pdf", &pdf(&[&["Total 1.00"]]))]);
    let args = ["parse", "k.nap.pdf", "--no-ocr", "--timeout", "5", "--quiet"];
    let mut child =
        command(dir.path(), &args).env(REHEARSE, "1").spawn().expect("it runs");
    let worker = loop {
        if let Some(worker) = children(child.id()).pop() {
            break worker;
        }
        sleep(Duration::from_millis(10));
    };
    let id = worker.file_name().expect("a number").to_string_lossy().into_owned();
    sleep(Duration::from_millis(300));
    signal(&child, "STOP");
    send("STOP", &id);
    sleep(Duration::from_secs(6));
    send("CONT", &id);
    signal(&child, "CONT");
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
    assert_eq!(status(dir.path()), ["ok"]);
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_not_opened() {
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;
    let dir = folder(&[("in/a.pdf", &pdf(&[&["Total 1.00"]]))]);
    let inside = dir.path().join("in");
    let made = std::process::Command::new("mkfifo").arg(inside.join("b.pdf")).status();
    assert!(made.is_ok_and(|status| status.success()));
    symlink("nowhere.pdf", inside.join("c.pdf")).expect("a link");
    let _socket = UnixListener::bind(inside.join("d.pdf")).expect("a socket");
    symlink("/dev/zero", inside.join("e.pdf")).expect("a link");
    let run = gongkai(dir.path(), &["parse", "in", "--no-ocr"]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    let documents = Csv::read(&dir.path().join("out/documents.csv"));
    assert_eq!(
        documents.column("file_name"),
        ["a.pdf", "b.pdf", "c.pdf", "d.pdf", "e.pdf"]
    );
    assert_eq!(
        documents.column("status_reason"),
        [
            "",
            "cannot open it: it is a pipe, and only files are read",
            "cannot open it: it is a link to nothing",
            "cannot open it: it is a socket, and only files are read",
            "cannot open it: it is a device, and only files are read",
        ]
    );
    for command in ["show", "check", "draw", "inspect"] {
        let run = gongkai(dir.path(), &[command, "in/b.pdf", "--no-ocr"]);
        assert_eq!(run.code, 3, "{command}: {}", run.stderr);
        assert!(run.stderr.contains("it is a pipe"), "{command}: {}", run.stderr);
    }
}

/// On Linux names are bytes: one of another encoding is a name like any other.
#[cfg(target_os = "linux")]
#[test]
fn one_name_in_another_encoding_does_not_refuse_the_list() {
    use std::io::Write;
    use std::os::unix::ffi::OsStrExt;
    use std::process::Stdio;
    let dir = folder(&[("a.pdf", &pdf(&[&["Total 1.00"]]))]);
    // 决算 in GBK.
    let name: &[u8] = b"\xbe\xf6\xcb\xe3.pdf";
    let path = dir.path().join(std::ffi::OsStr::from_bytes(name));
    fs::write(path, pdf(&[&["Total 2.00"]])).expect("written");
    let mut child = command(dir.path(), &["parse", "-", "--no-ocr"])
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program runs");
    let list = [b"\xef\xbb\xbfa.pdf\r\n".as_slice(), name, b"\n\xff.pdf\n"].concat();
    child.stdin.take().expect("a pipe").write_all(&list).expect("written");
    assert_eq!(child.wait().expect("it ends").code(), Some(3));
    assert_eq!(status(dir.path()), ["ok", "ok", "failed"]);
}

/// With so little room that not even threads can be had, a run still ends, and what it has not
/// read are rows.
#[cfg(target_os = "linux")]
#[test]
fn a_run_without_room_ends() {
    let page: &[&str] = &["Total 1.00"];
    let files: Vec<(String, Vec<u8>)> =
        (1..9).map(|n| (format!("in/{n}.pdf"), pdf(&vec![page; n]))).collect();
    let files: Vec<(&str, &[u8])> =
        files.iter().map(|(n, b)| (n.as_str(), b.as_slice())).collect();
    let dir = folder(&files);
    for kilobytes in [300_000, 150_000, 120_000] {
        let script = format!(
            "ulimit -v {kilobytes}; exec {} parse in --no-ocr -j 8 --timeout 20",
            env!("CARGO_BIN_EXE_gongkai")
        );
        let began = Instant::now();
        let run: Run = std::process::Command::new("sh")
            .current_dir(dir.path())
            .args(["-c", &script])
            .output()
            .expect("it runs")
            .into();
        assert!(began.elapsed().as_secs() < 100, "{kilobytes}: {}", run.stderr);
        if run.code == 0 || run.code == 3 {
            assert_eq!(status(dir.path()).len(), 8, "{kilobytes}: {}", run.stderr);
        }
    }
}

/// Pages that draw nothing count their time too; the others are read.
#[test]
fn a_page_that_never_ends_costs_itself_only() {
    let endless = page(
        stream("/Filter /FlateDecode", &repeated(b"/G gs\n", 60)),
        &format!("/ExtGState << /G << /LW 1 /D [[{}] 0] >> >>", "3 2 ".repeat(500)),
        vec![],
    );
    // The page stands twice in the document, and once more between two others.
    let dir = folder(&[("endless.pdf", &endless), ("a.pdf", &pdf(&[&["Total 1.00"]]))]);
    let args = ["parse", "endless.pdf", "a.pdf", "--no-ocr", "--timeout", "5"];
    let run = gongkai(dir.path(), &args);
    assert_eq!(run.code, 3, "{}", run.stderr);
    assert_eq!(status(dir.path()), ["failed", "ok"]);
    let told = told(dir.path());
    let (code, message) = &told[0];
    assert_eq!(code, "page-failed", "{told:?}");
    assert!(message.contains("without an end in sight"), "{told:?}");
}

#[test]
fn large_tables_are_read_and_larger_ones_are_told() {
    let line = |n: usize| format!("名称{n}\t{n}.00\t{n}.00\t0.00\n");
    let head = "某某局2023年度部门决算\n支出决算表\n单位：万元\n项目\t合计\t基本支出\t项目支出\n";
    // The limit was once 60,000 slots, and nothing said so.
    let large: String = (0..16_000).map(line).collect();
    let wide = format!("{}\n", "1\t".repeat(2_000)).repeat(3);
    let dir = folder(&[
        ("large.txt", format!("{head}{large}").as_bytes()),
        ("wide.txt", format!("某某局2023年度部门决算\n{wide}").as_bytes()),
    ]);
    let run = gongkai(dir.path(), &["parse", "large.txt", "wide.txt", "-j", "1"]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    let documents = Csv::read(&dir.path().join("out/documents.csv"));
    assert_eq!(documents.column("status"), ["ok", "partial"]);
    assert_eq!(documents.column("facts"), ["48000", "0"]);
    let reason = documents.column("status_reason")[1];
    assert_eq!(reason, "a grid of 3 by 2001 slots: more than is read, and left out");
    assert!(told(dir.path()).iter().any(|(code, _)| code == "limit-reached"));
    let explained = gongkai(dir.path(), &["explain", "limit-reached"]);
    assert_eq!(explained.code, 0, "{}", explained.stderr);
}
