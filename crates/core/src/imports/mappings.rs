//! Mappings of columns that are kept: under a name, one's own or shared, and the one that was used last for the same heads.

use model::{
    imports::{
        ImportKind,
        mappings::{
            ChangeMapping, DeleteMapping, ListMappings, MappingForm, Remembered, SaveMapping,
            SavedMapping, fit, plain,
        },
    },
    problem::{Problem, Problems},
};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

use super::{check_role, fields, mapping_store as store};
use crate::{
    answer::Answer,
    context::Cx,
    error::{Error, Result, found},
};

impl Answer for ListMappings {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Vec<SavedMapping>> {
        check_role(db).await?;
        store::list(db, self.kind).await
    }
}

impl Answer for SaveMapping {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<i64> {
        check_role(db).await?;
        let name = checked(&self.mapping)?;
        store::insert(db, &self.mapping, &name).await.map_err(taken)
    }
}

impl Answer for ChangeMapping {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        check_role(db).await?;
        let name = checked(&self.mapping)?;
        let changed = store::update(db, self.id, &self.mapping, &name).await;
        found(changed.map_err(taken)?)
    }
}

impl Answer for DeleteMapping {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        check_role(db).await?;
        found(store::delete(db, self.id).await?)
    }
}

/// The mapping's clean name, when it speaks of fields that its kind has.
fn checked(form: &MappingForm) -> Result<String> {
    let name = form.check()?;
    let mut problems = Problems::none();
    for field in form.mapping.keys() {
        if !fields::list(form.kind)
            .iter()
            .any(|known| known.name == field)
        {
            let problem = Problem::new("MAP_UNKNOWN").with("column", field);
            problems.add(&format!("mapping.{field}"), problem);
        }
    }
    problems.into_result()?;
    Ok(name)
}

/// Two mappings of one person and kind with one name could not be told apart.
fn taken(error: Error) -> Error {
    error.at_field("import_mappings_name_key", "name")
}

/// What a head row amounts to, however its heads are spelt.
pub(crate) fn fingerprint(heads: &[String]) -> String {
    let plain_heads: Vec<String> = heads.iter().map(|head| plain(head)).collect();
    let digest = Sha256::digest(plain_heads.join("\n").as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The kind that every file with these heads was imported as; none when there were several, or no such file.
pub(crate) async fn usual_kind(
    db: &mut PgConnection,
    heads: &[String],
) -> Result<Option<ImportKind>> {
    match store::kinds(db, &fingerprint(heads)).await?.as_slice() {
        [only] => Ok(ImportKind::from_name(only)),
        _ => Ok(None),
    }
}

/// How a file with these heads was read last: by the caller, else by a colleague.
pub(crate) async fn last(
    db: &mut PgConnection,
    kind: ImportKind,
    heads: &[String],
) -> Result<Option<Remembered>> {
    let found = store::last(db, kind, &fingerprint(heads)).await?;
    Ok(found.map(|mut remembered| {
        remembered.mapping = fit(&remembered.mapping, heads).0;
        remembered
    }))
}

#[cfg(test)]
mod tests {
    use super::fingerprint;

    fn heads(line: &str) -> Vec<String> {
        line.split(',').map(str::to_owned).collect()
    }

    #[test]
    fn heads_are_the_same_however_they_are_spelt_but_not_in_another_order() {
        let known = fingerprint(&heads("No. HP,Nama"));
        assert_eq!(known.len(), 64);
        assert_eq!(known, fingerprint(&heads("no hp,NAMA")));
        assert_ne!(known, fingerprint(&heads("Nama,No. HP")));
    }
}
