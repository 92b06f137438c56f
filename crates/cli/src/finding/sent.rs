//! How the parts of a finding travel from one process to another: rules by their names.

use parser::check::rule as known;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

fn named<E: Error>(id: &str) -> Result<&'static parser::Rule, E> {
    known(id).ok_or_else(|| E::custom(format!("no rule is called {id}")))
}

pub(super) mod rule {
    use super::*;

    pub(crate) fn serialize<S: Serializer>(
        rule: &&'static parser::Rule,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        rule.id.serialize(to)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<&'static parser::Rule, D::Error> {
        named(&String::deserialize(from)?)
    }
}

pub(super) mod also {
    use super::*;

    pub(crate) fn serialize<S: Serializer>(
        rules: &[(&'static str, usize)],
        to: S,
    ) -> Result<S::Ok, S::Error> {
        rules.serialize(to)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Vec<(&'static str, usize)>, D::Error> {
        let rules = Vec::<(String, usize)>::deserialize(from)?;
        rules.into_iter().map(|(id, n)| Ok((named(&id)?.id.as_str(), n))).collect()
    }
}

pub(super) mod place {
    use super::*;
    use extractor::Rect;
    use parser::Origin;

    pub(crate) fn serialize<S: Serializer>(
        origin: &Origin,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        let Rect { x0, y0, x1, y1 } = origin.rect;
        (origin.page, [x0, y0, x1, y1]).serialize(to)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Origin, D::Error> {
        let (page, [x0, y0, x1, y1]) = Deserialize::deserialize(from)?;
        Ok(Origin { page, rect: Rect { x0, y0, x1, y1 } })
    }
}
