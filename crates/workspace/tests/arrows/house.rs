//! The modules of all crates, and the arrows between their files.

use crate::source::{Module, Names};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// A module by its crate and its names below the crate's root.
type Place = (String, Names);

/// Where a path ends.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum End {
    /// In a file of the same crate, below its `src`.
    File(String),
    /// In another crate of the workspace.
    Crate(String),
}

/// One file names something of another file or crate.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Arrow {
    /// The crate of the file.
    pub(crate) of: String,
    /// The file, below `src`.
    pub(crate) from: String,
    /// What it points at.
    pub(crate) to: End,
    /// The path as written.
    pub(crate) path: String,
}

/// All crates as read.
#[derive(Debug, Default)]
pub(crate) struct House {
    crates: BTreeSet<String>,
    modules: BTreeMap<Place, (String, Module)>,
}

/// Imports of imports that are followed; more is a mistake of ours.
const DEPTH: usize = 16;

impl House {
    /// Reads what stands in `crates`.
    pub(crate) fn of(crates: &Path) -> House {
        let mut house = House::default();
        let entries = fs::read_dir(crates).expect("the crates are there");
        for dir in entries.map(|entry| entry.expect("an entry").path()) {
            let name =
                dir.file_name().unwrap_or_default().to_string_lossy().replace('-', "_");
            let src = dir.join("src");
            let roots = ["lib.rs", "main.rs"].into_iter().find(|f| src.join(f).exists());
            if let Some(root) = roots {
                house.crates.insert(name.clone());
                house.read(&src, (name, Names::new()), root.to_owned());
            }
        }
        house
    }

    fn read(&mut self, src: &Path, place: Place, file: String) {
        let text = fs::read_to_string(src.join(&file));
        let text = text.unwrap_or_else(|error| panic!("{}/{file}: {error}", place.0));
        let tokens = text.parse().unwrap_or_else(|e| panic!("{}/{file}: {e}", place.0));
        self.add(src, place, file, Module::of(tokens));
    }

    fn add(&mut self, src: &Path, place: Place, file: String, mut module: Module) {
        let child =
            |name: &str| (place.0.clone(), [&place.1[..], &[name.to_owned()]].concat());
        for name in &module.files {
            let path = child(name).1.join("/");
            let file = [format!("{path}.rs"), format!("{path}/mod.rs")]
                .into_iter()
                .find(|file| src.join(file).exists());
            if let Some(file) = file {
                self.read(src, child(name), file);
            }
        }
        for (name, inner) in std::mem::take(&mut module.inline) {
            self.add(src, child(&name), file.clone(), inner);
        }
        self.modules.insert(place, (file, module));
    }

    /// The crates.
    pub(crate) fn crates(&self) -> impl Iterator<Item = &str> {
        self.crates.iter().map(String::as_str)
    }

    /// All arrows, each once.
    pub(crate) fn arrows(&self) -> BTreeSet<Arrow> {
        let mut arrows = BTreeMap::new();
        for (place, (file, module)) in &self.modules {
            let imports = module.imports.iter().map(|(_, path)| path);
            for path in imports.chain(&module.paths) {
                let Some(to) = self.end(place, path, DEPTH) else { continue };
                if to != End::File(file.clone()) {
                    arrows
                        .entry((place.0.clone(), file.clone(), to))
                        .or_insert_with(|| path.join("::"));
                }
            }
        }
        let arrow = |((of, from, to), path)| Arrow { of, from, to, path };
        arrows.into_iter().map(arrow).collect()
    }

    /// Where a path ends that is written in a module; `None` where that is no file of ours.
    fn end(&self, place: &Place, path: &[String], depth: usize) -> Option<End> {
        let depth = depth.checked_sub(1)?;
        let (first, rest) = path.split_first()?;
        let (of, names) = place;
        match first.as_str() {
            "crate" => self.below(&(of.clone(), Names::new()), rest, depth),
            "self" => self.below(place, rest, depth),
            "super" => {
                let (_, parents) = names.split_last()?;
                let parent = (of.clone(), parents.to_vec());
                match rest.first().map(String::as_str) {
                    Some("super") => self.end(&parent, rest, depth),
                    _ => self.below(&parent, rest, depth),
                }
            }
            name => {
                let (_, module) = self.modules.get(place)?;
                if let Some(child) = self.child(place, name) {
                    return self.below(&child, rest, depth);
                }
                let import = module.imports.iter().find(|(known, _)| known == name);
                match import {
                    // An import names no import: `use csv::csv` would go round.
                    Some((_, import)) if import[..] != path[..] && import[0] != *name => {
                        self.end(place, &[&import[..], rest].concat(), depth)
                    }
                    _ => {
                        let is_ours = self.crates.contains(name) && name != of;
                        is_ours.then(|| End::Crate(name.to_owned()))
                    }
                }
            }
        }
    }

    /// Where a path ends that begins inside a module.
    fn below(&self, place: &Place, path: &[String], depth: usize) -> Option<End> {
        let (file, module) = self.modules.get(place)?;
        let here = End::File(file.clone());
        let Some((name, rest)) = path.split_first() else { return Some(here) };
        if name == "*" || name == "self" {
            return Some(here);
        }
        if let Some(child) = self.child(place, name) {
            return self.below(&child, rest, depth);
        }
        if module.items.contains(name) {
            return Some(here);
        }
        if let Some((_, import)) = module.imports.iter().find(|(known, _)| known == name)
        {
            return self.end(place, &[&import[..], rest].concat(), depth);
        }
        let globs = module.imports.iter().filter(|(known, _)| known == "*");
        let mut modules = globs.filter_map(|(_, glob)| {
            let (_, path) = glob.split_last()?;
            let there =
                self.end(place, &[path, std::slice::from_ref(name)].concat(), depth)?;
            let module = self.end(place, path, depth)?;
            (there != module || self.defines(place, &module, name)).then_some(there)
        });
        modules.next().or(Some(here))
    }

    fn defines(&self, place: &Place, end: &End, name: &str) -> bool {
        let End::File(file) = end else { return false };
        let of_file = |(at, (f, m)): (&Place, &(String, Module))| {
            at.0 == place.0 && f == file && m.items.contains(name)
        };
        self.modules.iter().any(of_file)
    }

    fn child(&self, place: &Place, name: &str) -> Option<Place> {
        let child = (place.0.clone(), [&place.1[..], &[name.to_owned()]].concat());
        self.modules.contains_key(&child).then_some(child)
    }
}
