//! The files in `scripts/schedule`: whoever copies them must find them right.

use crate::{folder, gongkai};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use workspace::say;

fn scripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/schedule")
}

fn read(name: &str) -> String {
    fs::read_to_string(scripts().join(name)).expect("a file")
}

/// Whether the command line is one of ours; `--help` is the last word, so that nothing is
/// done and everything before it must be right.
fn assert_is_understood(line: &str) {
    let mut words = line.split_whitespace().skip_while(|word| !word.ends_with("gongkai"));
    assert!(words.next().is_some(), "{line}");
    let mut args: Vec<&str> =
        words.take_while(|word| !matches!(*word, ">" | "||")).collect();
    assert!(args.len() > 2, "{line}");
    args.push("--help");
    let dir = folder(&[]);
    let run = gongkai(dir.path(), &args);
    assert_eq!(run.code, 0, "{line}: {}", run.stderr);
    assert!(run.stdout.contains("Usage: gongkai"), "{line}");
}

/// The lines of a unit with this key.
fn values<'a>(unit: &'a str, key: &str) -> Vec<&'a str> {
    unit.lines()
        .filter_map(|line| line.split_once('='))
        .filter(|(found, _)| *found == key)
        .map(|(_, value)| value)
        .collect()
}

#[test]
fn the_service_runs_commands_that_there_are() {
    let service = read("gongkai.service");
    let commands = values(&service, "ExecStart");
    assert!(commands.len() >= 2);
    for command in commands {
        let command = command.trim_start_matches('-');
        assert!(command.starts_with("/usr/local/bin/gongkai "), "{command}");
        // A unit writes a per cent sign twice.
        assert!(!command.replace("%%", "").contains('%'), "{command}");
        assert_is_understood(&command.replace("%%", "%"));
    }
    let timer = read("gongkai.timer");
    assert_eq!(values(&timer, "Persistent"), ["true"]);
    assert!(!values(&timer, "RandomizedDelaySec").is_empty());
}

#[test]
fn systemd_takes_the_units() {
    let dir = tempfile::tempdir().expect("a folder");
    // It looks whether the program is there.
    let service = read("gongkai.service")
        .replace("/usr/local/bin/gongkai", env!("CARGO_BIN_EXE_gongkai"));
    fs::write(dir.path().join("gongkai.service"), service).expect("written");
    fs::write(dir.path().join("gongkai.timer"), read("gongkai.timer")).expect("written");
    let verified = Command::new("systemd-analyze")
        .args(["verify", "--man=no", "gongkai.service", "gongkai.timer"])
        .current_dir(dir.path())
        .output();
    match verified {
        Err(_) => say("skipped: there is no systemd-analyze"),
        Ok(output) => {
            let told = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{told}");
            assert!(!told.contains("gongkai."), "{told}");
        }
    }
}

#[test]
fn cron_lines_have_their_fields() {
    let mut lines = 0;
    for line in read("gongkai.cron").lines() {
        let line = line.trim();
        let is_variable = line
            .split_once('=')
            .is_some_and(|(name, _)| name.chars().all(|c| c.is_ascii_uppercase()));
        if line.is_empty() || line.starts_with('#') || is_variable {
            continue;
        }
        lines += 1;
        let fields: Vec<&str> = line.splitn(7, ' ').collect();
        let [minute, hour, day, month, weekday, user, command] = fields[..] else {
            panic!("seven fields: {line}");
        };
        for (field, most) in
            [(minute, 59), (hour, 23), (day, 31), (month, 12), (weekday, 7)]
        {
            let is_right =
                field == "*" || field.parse::<u32>().is_ok_and(|number| number <= most);
            assert!(is_right, "{field} in {line}");
        }
        assert_eq!(user, "gongkai");
        // A per cent sign without a backslash would end the command.
        assert!(!command.replace("\\%", "").contains('%'), "{line}");
        assert_is_understood(&command.replace("\\%", "%"));
    }
    assert!(lines >= 2);
}

/// Takes the place of Airflow and prints what the tasks run.
const AIRFLOW: &str = r#"
import sys, types
class Task:
    def __init__(self, **given):
        print(given["bash_command"])
    def __rshift__(self, other):
        return other
class Dag:
    def __init__(self, **given):
        assert given["max_active_runs"] == 1 and given["catchup"] is False
    def __enter__(self):
        return self
    def __exit__(self, *_):
        pass
for name, member in [("airflow", {"DAG": Dag}), ("airflow.operators", {}),
                     ("airflow.operators.bash", {"BashOperator": Task})]:
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__dict__.update(member)
exec(compile(open(sys.argv[1], encoding="utf-8").read(), sys.argv[1], "exec"))
"#;

#[test]
fn the_dag_runs_commands_that_there_are() {
    let dag = scripts().join("gongkai_dag.py");
    let run = Command::new("python3").args(["-B", "-c", AIRFLOW]).arg(dag).output();
    let Ok(output) = run else {
        say("skipped: there is no python3");
        return;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let commands = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(commands.lines().count() >= 4, "{commands}");
    commands.lines().for_each(assert_is_understood);
}
