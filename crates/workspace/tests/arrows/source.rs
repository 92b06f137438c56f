//! What a source file names: its modules, what it imports, and the paths it writes.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use std::collections::BTreeSet;

/// Segments of a path as written; a glob ends with `*`.
pub(crate) type Names = Vec<String>;

/// A module, as far as arrows go; code that only tests compile is left out.
#[derive(Debug, Default)]
pub(crate) struct Module {
    /// Modules declared in it that have files of their own.
    pub(crate) files: Vec<String>,
    /// Modules written out in it.
    pub(crate) inline: Vec<(String, Module)>,
    /// Items it defines.
    pub(crate) items: BTreeSet<String>,
    /// What it imports: the name here, and the path it stands for.
    pub(crate) imports: Vec<(String, Names)>,
    /// Other paths of two names or more.
    pub(crate) paths: Vec<Names>,
}

/// Words that begin an item, for which no comma is the end.
const ITEMS: [&str; 14] = [
    "pub",
    "mod",
    "use",
    "fn",
    "struct",
    "enum",
    "trait",
    "impl",
    "type",
    "const",
    "static",
    "union",
    "unsafe",
    "macro_rules",
];

impl Module {
    /// Reads the items of a file or of an inline module.
    pub(crate) fn of(tokens: TokenStream) -> Module {
        let mut module = Module::default();
        let trees = without_tests(tokens);
        let mut at = 0;
        while at < trees.len() {
            let name = trees.get(at + 1).and_then(word);
            match (word(&trees[at]).as_deref(), name) {
                (Some("mod"), Some(name)) => match trees.get(at + 2) {
                    Some(TokenTree::Group(body)) => {
                        module.inline.push((name, Module::of(body.stream())));
                        at += 2;
                    }
                    _ => module.files.push(name),
                },
                (
                    Some(
                        "struct" | "enum" | "trait" | "fn" | "type" | "const" | "static"
                        | "union",
                    ),
                    Some(name),
                ) => drop(module.items.insert(name)),
                (Some("macro_rules"), _) => {
                    module.items.extend(trees.get(at + 2).and_then(word));
                }
                _ => {}
            }
            at += 1;
        }
        module.scan(&trees);
        module
    }

    /// Collects imports and paths, whatever they stand in.
    fn scan(&mut self, trees: &[TokenTree]) {
        let mut at = 0;
        while at < trees.len() {
            match &trees[at] {
                TokenTree::Group(group) => {
                    let is_module =
                        at >= 2 && word(&trees[at - 2]).as_deref() == Some("mod");
                    if !(is_module && group.delimiter() == Delimiter::Brace) {
                        self.scan(&without_tests(group.stream()));
                    }
                }
                tree => match word(tree).as_deref() {
                    Some("use") => {
                        let end = end_of(trees, at, |tree| is_sign(tree, ';'));
                        self.import(&[], &trees[at + 1..end]);
                        at = end;
                    }
                    Some("pub") if is_visibility(trees.get(at + 1)) => at += 1,
                    Some(_) => {
                        let (names, end) = path(trees, at);
                        if names.len() > 1 {
                            self.paths.push(names);
                        }
                        at = end - 1;
                    }
                    None => {}
                },
            }
            at += 1;
        }
    }

    /// Takes a tree of imports below a path.
    fn import(&mut self, above: &[String], tree: &[TokenTree]) {
        let (names, end) = path(tree, 0);
        let full = [above, &names].concat();
        match tree.get(end) {
            Some(TokenTree::Group(group)) => {
                let branches: Vec<TokenTree> = group.stream().into_iter().collect();
                for branch in branches.split(|tree| is_sign(tree, ',')) {
                    if !branch.is_empty() {
                        self.import(&full, branch);
                    }
                }
            }
            Some(tree) if is_sign(tree, '*') => {
                self.imports
                    .push(("*".to_owned(), [full, vec!["*".to_owned()]].concat()));
            }
            rest => {
                let mut full = full;
                if full.last().is_some_and(|name| name == "self") && full.len() > 1 {
                    full.pop();
                }
                let is_renamed = rest.and_then(word).as_deref() == Some("as");
                let other =
                    is_renamed.then(|| tree.get(end + 1).and_then(word)).flatten();
                if let Some(name) = other.or_else(|| full.last().cloned()) {
                    self.imports.push((name, full));
                }
            }
        }
    }
}

/// The path that begins here, and where it ends; the `::` before a group or a star belongs
/// to it.
fn path(trees: &[TokenTree], mut at: usize) -> (Names, usize) {
    let mut names = Names::new();
    while let Some(name) = trees.get(at).and_then(word) {
        names.push(name);
        at += 1;
        if !(is_colons(trees, at)) {
            break;
        }
        at += 2;
    }
    (names, at.max(1))
}

/// The tokens without what only tests compile.
fn without_tests(tokens: TokenStream) -> Vec<TokenTree> {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    let mut kept = Vec::with_capacity(trees.len());
    let mut at = 0;
    while at < trees.len() {
        let Some(attribute) = attribute(&trees, at) else {
            kept.push(trees[at].clone());
            at += 1;
            continue;
        };
        let is_test = is_of_tests(attribute);
        at += 2;
        if is_test {
            while self::attribute(&trees, at).is_some() {
                at += 2;
            }
            let first = trees.get(at).and_then(word).unwrap_or_default();
            let is_item = ITEMS.contains(&first.as_str());
            let has_body = !matches!(first.as_str(), "use" | "const" | "static" | "let");
            at = 1 + end_of(&trees, at, |tree| match tree {
                TokenTree::Group(g) => has_body && g.delimiter() == Delimiter::Brace,
                tree => is_sign(tree, ';') || !is_item && is_sign(tree, ','),
            });
        }
    }
    kept
}

fn attribute(trees: &[TokenTree], at: usize) -> Option<&Group> {
    match (trees.get(at)?, trees.get(at + 1)?) {
        (sign, TokenTree::Group(group))
            if is_sign(sign, '#') && group.delimiter() == Delimiter::Bracket =>
        {
            Some(group)
        }
        _ => None,
    }
}

fn is_of_tests(attribute: &Group) -> bool {
    let text: String = attribute.stream().to_string().split_whitespace().collect();
    text == "test" || text.starts_with("cfg(test") || text.starts_with("cfg(all(test")
}

fn end_of(
    trees: &[TokenTree],
    from: usize,
    is_end: impl Fn(&TokenTree) -> bool,
) -> usize {
    let rest = trees.get(from..).unwrap_or_default();
    from + rest.iter().position(is_end).unwrap_or(rest.len())
}

/// `(crate)`, `(super)` and `(in …)` after `pub` are no arrows.
fn is_visibility(tree: Option<&TokenTree>) -> bool {
    let Some(TokenTree::Group(group)) = tree else { return false };
    let first = group.stream().into_iter().next().as_ref().and_then(word);
    group.delimiter() == Delimiter::Parenthesis
        && matches!(first.as_deref(), Some("crate" | "super" | "self" | "in"))
        && !group.stream().to_string().starts_with("crate ::")
}

fn word(tree: &TokenTree) -> Option<String> {
    match tree {
        TokenTree::Ident(word) => Some(word.to_string()),
        _ => None,
    }
}

fn is_sign(tree: &TokenTree, sign: char) -> bool {
    matches!(tree, TokenTree::Punct(punct) if punct.as_char() == sign)
}

fn is_colons(trees: &[TokenTree], at: usize) -> bool {
    [at, at + 1].iter().all(|&at| trees.get(at).is_some_and(|tree| is_sign(tree, ':')))
}
