//! Which column fills which field, with the file's first rows beside it.

use std::rc::Rc;

use model::imports::{Inspection, Mapping, Source, TryImport};
use yew::prelude::*;

use crate::{
    hooks::{Caller, use_text},
    widgets::{Choice, Field, FieldKind},
};

/// Properties of [`Mapper`].
#[derive(Properties, PartialEq)]
pub struct MapperProps {
    /// What is in the file.
    pub inspection: Rc<Inspection>,
    /// As it is now.
    pub mapping: Mapping,
    /// The trial; each field shows what it had against it.
    pub attempt: Caller<TryImport>,
    /// Changed by the person.
    pub on_change: Callback<Mapping>,
}

/// One select a field, and an example of what it takes.
#[component]
pub fn Mapper(props: &MapperProps) -> Html {
    let texts = use_text();
    let columns: Vec<Choice> = std::iter::once(Choice::new("", texts.t("imports-nothing")))
        .chain(
            props
                .inspection
                .columns
                .iter()
                .map(|column| Choice::new(column.clone(), column.clone())),
        )
        .collect();
    html! {
        <div class="aglis-mapping" data-testid="imports-mapping">
            { for props.inspection.fields.iter().map(|field| {
                let (on_change, mapping, name) = (props.on_change.clone(), props.mapping.clone(), field.name.clone());
                let (column, hint) = match props.mapping.get(&field.name) {
                    Some(Source::Column(column)) => (column.clone(), example(&props.inspection, column)),
                    Some(Source::Fixed(text)) => (String::new(), text.clone()),
                    None => (String::new(), String::new()),
                };
                let change = Callback::from(move |column: String| {
                    let mut mapping = mapping.clone();
                    if column.is_empty() {
                        mapping.remove(&name);
                    } else {
                        mapping.insert(name.clone(), Source::Column(column));
                    }
                    on_change.emit(mapping);
                });
                let place = format!("mapping.{}", field.name);
                let label = texts.t(&format!("import-field-{}", field.name.replace('_', "-")));
                // Most may be left empty, so the few that may not are marked.
                let label = if field.required { texts.t_with("imports-required", &[("field", &label)]) } else { label };
                let (problems, change) = (props.attempt.problems(&place), props.attempt.corrects(&place, change));
                html! {
                    <Field key={field.name.clone()} id={format!("imports-map-{}", field.name)} kind={FieldKind::Select} required={field.required} unmarked=true choices={columns.clone()}
                        {label} value={column} hint={AttrValue::from(hint)} {problems} on_change={change} />
                }
            }) }
        </div>
    }
}

/// The first values of a column, as the file has them.
fn example(inspection: &Inspection, column: &str) -> String {
    let Some(place) = inspection.columns.iter().position(|name| name == column) else {
        return String::new();
    };
    inspection
        .sample
        .iter()
        .filter_map(|row| row.get(place))
        .filter(|cell| !cell.is_empty())
        .take(3)
        .cloned()
        .collect::<Vec<_>>()
        .join(" · ")
}
