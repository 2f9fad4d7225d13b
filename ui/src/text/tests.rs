//! Both languages say the same things, and nothing on the screen is without a text.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use model::text::{Locale, keys, source};

use super::{sources, words};

#[test]
fn both_languages_have_the_same_keys_once() {
    for ((area, id), (_, en)) in sources(Locale::Id).iter().zip(sources(Locale::En)) {
        let (id, en) = (keys(id), keys(en));
        let (once_id, once_en) = (
            id.iter().collect::<BTreeSet<_>>(),
            en.iter().collect::<BTreeSet<_>>(),
        );
        assert_eq!(
            once_id.symmetric_difference(&once_en).collect::<Vec<_>>(),
            Vec::<&&&str>::new(),
            "{area}: only in one language"
        );
        assert_eq!(id.len(), once_id.len(), "id/{area}: a key stands twice");
        assert_eq!(en.len(), once_en.len(), "en/{area}: a key stands twice");
    }
}

#[test]
fn no_key_belongs_to_two_areas() {
    let mut seen: BTreeSet<&str> = keys(source(Locale::Id)).into_iter().collect();
    for (area, text) in sources(Locale::Id) {
        for key in keys(text) {
            assert!(seen.insert(key), "{area}: {key} is defined elsewhere too");
        }
    }
}

#[test]
fn every_key_in_the_source_has_a_text() {
    let words = words(Locale::Id);
    let mut missing = BTreeSet::new();
    for file in rust_files(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))) {
        let text = fs::read_to_string(&file).unwrap();
        for opening in [".t(\"", ".t_with(\"", "title_key(\"", "_key: \"", "_key=\""] {
            for (_, rest) in text.match_indices(opening).map(|(at, _)| text.split_at(at)) {
                let key = rest[opening.len()..].split('"').next().unwrap_or_default();
                let is_key = key.contains('-')
                    && key
                        .bytes()
                        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
                if is_key && !words.knows(key) {
                    missing.insert(format!("{key} ({})", file.display()));
                }
            }
        }
    }
    assert!(missing.is_empty(), "without a text: {missing:#?}");
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs")
            && !path.ends_with("text/tests.rs")
        {
            files.push(path);
        }
    }
    files
}
