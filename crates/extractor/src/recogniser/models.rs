//! Where the models are, and whether they are the ones that were measured.

use super::paddle::Paddle;
use sha2::{Digest, Sha256};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// The environment variable that names the folder of the models.
pub const FOLDER_VARIABLE: &str = "GONGKAI_OCR_MODELS";

/// The command that brings the models, as seen from the root of the project.
pub const BRINGING_COMMAND: &str = "scripts/ocr-models";

/// A file that must be exactly this one: other weights read other digits, and everything
/// said about how sure a reading is was measured with these.
struct File {
    name: &'static str,
    bytes: u64,
    sha256: &'static str,
}

/// Finds lines of text. Apache-2.0; from the Python package `rapidocr` 3.10.0, as brought
/// by `scripts/ocr-models`, which holds the same digests.
const FINDER: File = File {
    name: "PP-OCRv6_det_small.onnx",
    bytes: 9_929_594,
    sha256: "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
};

/// Reads a line of text; from the same package.
const READER: File = File {
    name: "PP-OCRv6_rec_small.onnx",
    bytes: 21_234_383,
    sha256: "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
};

/// Why no page can be read from its picture.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// A model is not there: nobody brought it yet.
    #[error("the models that read scanned pages are not there: no {}", path.display())]
    Missing {
        /// The file looked for.
        path: PathBuf,
    },
    /// Neither an option nor the environment says where the models could be.
    #[error("no folder for the models that read scanned pages is known: HOME is not set")]
    Nowhere,
    /// A file of that name with other bytes; it is not used.
    #[error("{} is not the expected model: {found}", path.display())]
    Wrong {
        /// The file.
        path: PathBuf,
        /// What differs.
        found: String,
    },
    /// A file that is there and cannot be read or run.
    #[error("the model {} cannot be used: {reason}", path.display())]
    Broken {
        /// The file.
        path: PathBuf,
        /// What the system or the runtime said.
        reason: String,
    },
}

impl ModelError {
    /// Whether the models simply were never brought: no fault, and one command away.
    pub fn is_missing(&self) -> bool {
        matches!(self, ModelError::Missing { .. } | ModelError::Nowhere)
    }

    /// The one command to run, or what else to try.
    pub fn hint(&self) -> String {
        let bring = |path: &Path| match path.parent() {
            Some(folder) if Some(folder) != usual_folder().as_deref() => {
                format!("{BRINGING_COMMAND} {}", quoted(folder))
            }
            _ => BRINGING_COMMAND.to_owned(),
        };
        match self {
            ModelError::Missing { path } => format!("run {}", bring(path)),
            ModelError::Nowhere => {
                format!("set {FOLDER_VARIABLE} to a folder and run {BRINGING_COMMAND}")
            }
            ModelError::Wrong { path, .. } => {
                format!("run {}, which replaces it", bring(path))
            }
            ModelError::Broken { path, .. } => {
                format!(
                    "check that {} may be read, or delete it and run {}",
                    quoted(path),
                    bring(path)
                )
            }
        }
    }
}

/// Loads the recogniser from a folder, or from the [usual one](usual_folder); takes about
/// half a second and 100 MB, so once for a run.
pub fn load(folder: Option<&Path>) -> Result<Paddle, ModelError> {
    let folder = match folder {
        Some(folder) => folder.to_owned(),
        None => usual_folder().ok_or(ModelError::Nowhere)?,
    };
    let (finder, reader) = (verified(&folder, &FINDER)?, verified(&folder, &READER)?);
    Paddle::new(finder, reader).map_err(|(which, reason)| ModelError::Broken {
        path: folder.join(match which {
            super::paddle::Part::Finder => FINDER.name,
            super::paddle::Part::Reader => READER.name,
        }),
        reason,
    })
}

/// Names the models of a folder, or of the [usual one](usual_folder), without loading them;
/// `None` where they are not there.
///
/// Other models have another name, since they read other digits.
pub fn present(folder: Option<&Path>) -> Option<String> {
    let folder = folder.map(Path::to_owned).or_else(usual_folder)?;
    let mut hasher = Sha256::new();
    for file in [&FINDER, &READER] {
        let found = folder.join(file.name).metadata().ok()?;
        if found.len() != file.bytes {
            return None;
        }
        hasher.update(file.sha256);
    }
    Some(hasher.finalize()[..8].iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Where the models are when nothing is said: `$GONGKAI_OCR_MODELS`, else
/// `$XDG_DATA_HOME/gongkai/ocr`, else `~/.local/share/gongkai/ocr`.
pub fn usual_folder() -> Option<PathBuf> {
    folder_in(|name| env::var_os(name).filter(|value| !value.is_empty()))
}

fn folder_in(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    if let Some(folder) = variable(FOLDER_VARIABLE) {
        return Some(folder.into());
    }
    // The base directory specification has relative paths ignored.
    let data = variable("XDG_DATA_HOME").map(PathBuf::from).filter(|it| it.is_absolute());
    let data = match data {
        Some(data) => data,
        None => PathBuf::from(variable("HOME")?).join(".local/share"),
    };
    Some(data.join("gongkai/ocr"))
}

/// The bytes of a file, if they are the expected ones.
fn verified(folder: &Path, file: &File) -> Result<Vec<u8>, ModelError> {
    let path = folder.join(file.name);
    let broken = |error: io::Error| ModelError::Broken {
        path: path.clone(),
        reason: error.to_string(),
    };
    let length = match fs::metadata(&path) {
        Ok(metadata) => metadata.len(),
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
            ) =>
        {
            return Err(ModelError::Missing { path });
        }
        Err(error) => return Err(broken(error)),
    };
    if length != file.bytes {
        let found = format!("it has {length} bytes instead of {}", file.bytes);
        return Err(ModelError::Wrong { path, found });
    }
    let bytes = fs::read(&path).map_err(broken)?;
    let digest: String =
        Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    if digest != file.sha256 {
        let found = format!("its sha256 is {digest} instead of {}", file.sha256);
        return Err(ModelError::Wrong { path, found });
    }
    Ok(bytes)
}

/// A path as one word of a shell.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |c: char| c.is_alphanumeric() || "/._-+,:@".contains(c);
    match text.chars().all(plain) {
        true => text,
        false => format!("'{}'", text.replace('\'', r"'\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(set: &[(&str, &str)]) -> Option<PathBuf> {
        folder_in(|name| set.iter().find(|(it, _)| *it == name).map(|(_, v)| v.into()))
    }

    #[test]
    fn the_environment_says_where_the_models_are() {
        let home = ("HOME", "/home/li");
        assert_eq!(folder(&[home]), Some("/home/li/.local/share/gongkai/ocr".into()));
        let data = ("XDG_DATA_HOME", "/data");
        assert_eq!(folder(&[home, data]), Some("/data/gongkai/ocr".into()));
        let relative = ("XDG_DATA_HOME", "data");
        assert_eq!(
            folder(&[home, relative]),
            Some("/home/li/.local/share/gongkai/ocr".into())
        );
        assert_eq!(folder(&[home, data, (FOLDER_VARIABLE, "m")]), Some("m".into()));
        assert_eq!(folder(&[]), None);
    }

    #[test]
    fn a_model_that_is_not_there_is_missing_and_the_command_says_where_to() {
        let folder = env::temp_dir().join("no such models");
        let error = load(Some(&folder)).expect_err("nothing there");
        assert!(error.is_missing(), "{error}");
        assert!(error.to_string().contains(FINDER.name), "{error}");
        let command = format!("run scripts/ocr-models '{}'", folder.display());
        assert_eq!(error.hint(), command);
    }

    #[test]
    fn other_bytes_under_the_name_of_a_model_are_refused() {
        let folder =
            env::temp_dir().join(format!("gongkai-models-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        fs::write(folder.join(FINDER.name), b"short").expect("a file");
        let error = load(Some(&folder)).expect_err("too short");
        assert!(matches!(error, ModelError::Wrong { .. }), "{error}");

        let same_length = fs::File::create(folder.join(FINDER.name)).expect("a file");
        same_length.set_len(FINDER.bytes).expect("a length");
        let error = load(Some(&folder)).expect_err("zeros");
        assert!(error.to_string().contains("sha256"), "{error}");
        assert!(!error.is_missing());
        fs::remove_dir_all(&folder).expect("removed");
    }
}
