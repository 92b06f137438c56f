//! `gongkai check` and `--strict`: findings, their order, exit codes.

use crate::paper::pdf;
use crate::{Run, command, folder, gongkai};
use serde_json::Value;

/// 总表 and 支出决算表 of one unit, as plain text.
fn accounts(year: u16, opening: &str, spent: &str, item: &str) -> String {
    format!(
        "虚构市样例局\n{year}年度部门决算\n\n\
         收入支出决算总表\n公开01表\n部门：虚构市样例局\n{year}年度\n金额单位：万元\n\
         收入\t\t\t支出\t\t\n\
         项目\t行次\t金额\t项目\t行次\t金额\n\
         栏次\t\t1\t栏次\t\t2\n\
         一、一般公共预算财政拨款收入\t1\t100.00\t四、公共安全支出\t32\t{spent}\n\
         本年收入合计\t27\t100.00\t本年支出合计\t58\t{spent}\n\
         使用非财政拨款结余\t28\t\t结余分配\t59\t\n\
         年初结转和结余\t29\t{opening}\t年末结转和结余\t60\t5.00\n\
         总计\t31\t105.00\t总计\t62\t105.00\n\n\
         支出决算表\n公开03表\n部门：虚构市样例局\n{year}年度\n金额单位：万元\n\
         项目\t\t本年支出合计\t基本支出\t项目支出\t上缴上级支出\t经营支出\t对附属单位补助支出\n\
         科目代码\t科目名称\t\t\t\t\t\t\n\
         栏次\t\t1\t2\t3\t4\t5\t6\n\
         合计\t\t100.00\t60.00\t40.00\t\t\t\n\
         204\t公共安全支出\t100.00\t60.00\t40.00\t\t\t\n\
         20402\t公安\t100.00\t60.00\t40.00\t\t\t\n\
         2040202\t一般行政管理事务\t100.00\t60.00\t{item}\t\t\t\n"
    )
}

fn sound() -> String {
    accounts(2024, "5.00", "100.00", "40.00")
}

fn broken() -> String {
    accounts(2024, "5.00", "100.00", "47.00")
}

fn check(files: &[(&str, &[u8])], args: &[&str]) -> Run {
    let dir = folder(files);
    let args: Vec<&str> = ["check"].into_iter().chain(args.iter().copied()).collect();
    gongkai(dir.path(), &args)
}

#[test]
fn what_agrees_is_only_counted() {
    let text = sound();
    let run = check(&[("a.txt", text.as_bytes())], &["a.txt", "--strict"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(run.stdout, "");
    assert!(run.stderr.starts_with("「a.txt」: 0 violated, "), "{}", run.stderr);
    assert!(run.stderr.contains("; not checked: "), "{}", run.stderr);
}

#[test]
fn a_contradiction_is_told() {
    let text = broken();
    let run = check(&[("a.txt", text.as_bytes())], &["a.txt", "--rule", "A08"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    insta::assert_snapshot!(run.stdout, @r"
    error[A08]: expenditure table, each row: the total is the sum of basic, project and other expenditure
      --> a.txt, 支出决算表
       |  line 29  2040202 一般行政管理事务 本年支出合计  「100.00」
       |  line 29  2040202 一般行政管理事务 基本支出  「60.00」
       |  line 29  2040202 一般行政管理事务 项目支出  「47.00」
       = left: 支出决算表 2040202 一般行政管理事务 本年支出合计 = 100.00 万元
       = right: 支出决算表 2040202 一般行政管理事务 基本支出 + 项目支出 = 107.00 万元
       = difference: -7.00 万元; the print allows 0.015 万元
       = blame: cannot be told; compare with the page
       = hint: `gongkai explain A08` tells the rule
    ");
    let run =
        check(&[("a.txt", text.as_bytes())], &["a.txt", "--rule", "A08", "--lang", "zh"]);
    insta::assert_snapshot!(run.stdout, @r"
    错误[A08]：支出决算表每行：本年支出合计等于基本、项目等支出之和
      --> a.txt，支出决算表
       |  第 29 行  2040202 一般行政管理事务 本年支出合计  「100.00」
       |  第 29 行  2040202 一般行政管理事务 基本支出  「60.00」
       |  第 29 行  2040202 一般行政管理事务 项目支出  「47.00」
       = 左方：支出决算表 2040202 一般行政管理事务 本年支出合计 = 100.00 万元
       = 右方：支出决算表 2040202 一般行政管理事务 基本支出 + 项目支出 = 107.00 万元
       = 差额：-7.00 万元；尾数允许 0.015 万元
       = 归因：无法判断，请对照原页
       = 提示：`gongkai explain A08` 查看规则
    ");
}

#[test]
fn strict_is_4_and_goes_before_3() {
    let (good, bad) = (sound(), broken());
    let files: &[(&str, &[u8])] = &[
        ("good.txt", good.as_bytes()),
        ("bad.txt", bad.as_bytes()),
        ("empty.pdf", b""),
        ("plain.pdf", &pdf(&[&["nothing to check"]])),
    ];
    for (args, code) in [
        (&["good.txt"][..], 0),
        (&["bad.txt"], 0),
        (&["good.txt", "plain.pdf", "--strict"], 0),
        (&["bad.txt", "--strict"], 4),
        (&["bad.txt", "--strict", "--rule", "B02"], 0),
        (&["empty.pdf", "good.txt"], 3),
        (&["gone.pdf"], 3),
        (&["empty.pdf", "bad.txt", "--strict"], 4),
        (&["bad.txt", "--rule", "Z99"], 2),
        (&[], 2),
    ] {
        let run = check(files, args);
        assert_eq!(run.code, code, "{args:?}: {}", run.stderr);
    }
    let run = check(files, &["empty.pdf", "good.txt", "--quiet"]);
    insta::assert_snapshot!(run.stderr, @r"
    error: 「empty.pdf」: the file is empty
    hint: download it again
    ");
    for (args, code) in [
        (&["parse", "bad.txt"][..], 0),
        (&["parse", "bad.txt", "--strict"], 4),
        (&["parse", "good.txt", "--strict"], 0),
        (&["parse", "bad.txt", "empty.pdf", "--strict"], 4),
        (&["parse", "bad.txt", "--strict", "--out", "bad.txt"], 7),
    ] {
        let dir = folder(files);
        let run = gongkai(dir.path(), args);
        assert_eq!(run.code, code, "{args:?}: {}", run.stderr);
    }
}

#[test]
fn findings_can_be_read_by_programs() {
    let text = broken();
    let files: &[(&str, &[u8])] = &[("a.txt", text.as_bytes())];
    let run = check(files, &["a.txt", "--json"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let findings: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let finding = &findings.as_array().expect("a list")[0];
    let keys: Vec<&str> =
        finding.as_object().expect("an object").keys().map(String::as_str).collect();
    insta::assert_snapshot!(keys.join(" "), @"file_name check_id doc_id rule result left_label left_value right_label right_value difference tolerance operands blame evidence pages message_zh message_en kind severity table_ids cluster unit printed tables title_zh title_en also_violates");
    // The ids are those of the output files.
    let dir = folder(files);
    gongkai(dir.path(), &["parse", "a.txt"]);
    let checks = crate::Csv::read(&dir.path().join("out/checks.csv"));
    let id = finding["check_id"].as_str().expect("an id");
    assert!(checks.column("check_id").contains(&id));
    let facts = crate::Csv::read(&dir.path().join("out/facts.csv"));
    let fact = finding["evidence"][0].as_str().expect("an id");
    assert!(facts.column("fact_id").contains(&fact));

    let all = check(files, &["a.txt", "--json", "--all"]);
    let all: Value = serde_json::from_str(&all.stdout).expect("JSON");
    let results = checks.column("result");
    let all: Vec<&str> = all
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|f| f["result"].as_str())
        .collect();
    for result in ["exact", "vacuous", "not_evaluable"] {
        let told = all.iter().filter(|r| **r == result).count();
        assert_eq!(told, results.iter().filter(|r| **r == result).count(), "{result}");
    }
    let none = check(files, &["a.txt", "--json", "--rule", "B02"]);
    assert_eq!(none.stdout, "[]\n");
}

#[test]
fn the_number_of_threads_does_not_show() {
    let (good, bad) = (sound(), broken());
    let bads: Vec<String> =
        (0..20).map(|i| bad.replace("样例", &format!("样例{i}"))).collect();
    let names: Vec<String> = (0..20).map(|i| format!("{i:02}.txt")).collect();
    let mut files: Vec<(&str, &[u8])> =
        names.iter().map(String::as_str).zip(bads.iter().map(String::as_bytes)).collect();
    files.push(("good.txt", good.as_bytes()));
    let dir = folder(&files);
    let mut args = vec!["check", "--all", "-j", "1"];
    args.extend(files.iter().map(|file| file.0));
    let one = gongkai(dir.path(), &args);
    args[3] = "7";
    let seven = gongkai(dir.path(), &args);
    assert!(one.stdout == seven.stdout && one.stderr == seven.stderr);
    // Worst first, whatever the document.
    let first_line = one.stdout.find("exact[").expect("what holds is listed");
    assert!(!one.stdout[first_line..].contains("error["));
}

#[test]
fn equal_bytes_are_told_once() {
    let text = broken();
    let files: &[(&str, &[u8])] =
        &[("a.txt", text.as_bytes()), ("b.txt", text.as_bytes())];
    let run = check(files, &["a.txt", "b.txt"]);
    assert!(!run.stdout.contains("b.txt"), "{}", run.stdout);
    assert!(run.stderr.contains("same bytes as 「a.txt」"), "{}", run.stderr);
}

#[test]
fn a_closed_pipe_is_0() {
    let text = broken();
    let dir = folder(&[("a.txt", text.as_bytes())]);
    let mut child = command(dir.path(), &["check", "a.txt", "--strict"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .expect("the program runs");
    drop(child.stdout.take());
    assert_eq!(child.wait().expect("the program ends").code(), Some(0));
}

#[test]
fn years_are_compared_when_all_are_read() {
    let (before, after) = (
        accounts(2023, "5.00", "100.00", "40.00"),
        accounts(2024, "6.00", "100.00", "40.00"),
    );
    let files: &[(&str, &[u8])] =
        &[("2024.txt", after.as_bytes()), ("2023.txt", before.as_bytes())];
    let args = ["2024.txt", "2023.txt", "--rule", "B17", "--strict"];
    let run = check(files, &args);
    // An adjusted balance is no contradiction of the document with itself.
    assert_eq!(run.code, 0, "{}", run.stderr);
    insta::assert_snapshot!(run.stdout, @r"
    warning[B17]: opening balances are the closing balances of the year before
      --> 2024.txt
       |  2024年度年初结转和结余（全部资金）  「6.00」
       |  2023.txt: 2023年度年末结转和结余（全部资金）  「5.00」
       = left: 2024年度年初结转和结余（全部资金） = 6.00 万元
       = right: 2023年度年末结转和结余（全部资金） = 5.00 万元
       = difference: 1.00 万元; the print allows 0.01 万元
       = blame: cannot be told; compare with the page
       = hint: `gongkai explain B17` tells the rule
    ");
    assert!(run.stderr.contains("between documents: 1 violated"), "{}", run.stderr);
    let dir = folder(files);
    let run =
        gongkai(dir.path(), &["parse", "2024.txt", "2023.txt", "-j", "2", "--json"]);
    let summary: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let checks = crate::Csv::read(&dir.path().join("out/checks.csv"));
    let rules = checks.column("rule");
    let last = rules.len() - 1;
    assert_eq!(rules[last], "B17");
    let documents = crate::Csv::read(&dir.path().join("out/documents.csv"));
    assert_eq!(checks.column("doc_id")[last], documents.column("doc_id")[0]);
    let violated = checks.column("result").iter().filter(|r| **r == "violated").count();
    assert_eq!(summary["checks"]["violated"], violated);
    assert_eq!(checks.column("evidence")[last].split(';').count(), 2);
}
