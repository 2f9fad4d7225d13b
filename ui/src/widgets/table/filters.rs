//! Adds a filter: first the column, then the values.

use std::rc::Rc;

use model::list::{Filter, Op};
use yew::prelude::*;

use super::{
    choices::Chooser,
    column::{Column, Filtering},
};
use crate::{
    hooks::{ListHandle, use_text},
    widgets::{
        button::{Button, Kind},
        dialog::Dialog,
        field::{Choice, Field, FieldKind},
        form::Form,
        icon::Icon,
        menu::{Menu, MenuItem},
    },
};

/// Properties of [`FilterAdder`].
#[derive(Properties)]
pub(super) struct FilterAdderProps<R: 'static> {
    pub list: ListHandle<R>,
    pub columns: Rc<Vec<Column<R>>>,
}

impl<R> PartialEq for FilterAdderProps<R> {
    fn eq(&self, other: &Self) -> bool {
        self.list == other.list && self.columns == other.columns
    }
}

/// The button that adds a filter.
#[component]
pub(super) fn FilterAdder<R: 'static>(props: &FilterAdderProps<R>) -> Html {
    let texts = use_text();
    let chosen = use_state_eq(|| None::<&'static str>);
    let items: Vec<MenuItem> = props
        .columns
        .iter()
        .filter(|column| !matches!(column.filtering, Filtering::None | Filtering::Customer))
        .map(|column| {
            let (chosen, key) = (chosen.clone(), column.key);
            MenuItem::new(
                format!("{}-filter-{key}", props.list.name),
                texts.t(column.title_key),
                move |()| chosen.set(Some(key)),
            )
        })
        .collect();
    if items.is_empty() {
        return Html::default();
    }
    let column = props
        .columns
        .iter()
        .find(|column| Some(column.key) == *chosen);
    let close = {
        let chosen = chosen.clone();
        Callback::from(move |()| chosen.set(None))
    };
    let on_filter = {
        let (list, close) = (props.list.clone(), close.clone());
        Callback::from(move |(column, filter): (String, Option<Filter>)| {
            list.filter(&column, filter);
            close.emit(());
        })
    };
    html! {
        <>
            <Menu test_id={format!("{}-filter", props.list.name)} label={texts.t("list-filter")} icon={Icon::Filter} {items} />
            if let Some(column) = column {
                <FilterDialog list={props.list.name} column={column.key} title={texts.t(column.title_key)}
                    filtering={column.filtering.clone()} none={column.none} on_close={close} {on_filter}
                    now={props.list.query.filters.iter().find(|filter| filter.column == column.key).cloned()} />
            }
        </>
    }
}

#[derive(Properties, PartialEq)]
struct FilterDialogProps {
    list: &'static str,
    column: &'static str,
    title: AttrValue,
    filtering: Filtering,
    none: Option<&'static str>,
    now: Option<Filter>,
    on_filter: Callback<(String, Option<Filter>)>,
    on_close: Callback<()>,
}

#[component]
fn FilterDialog(props: &FilterDialogProps) -> Html {
    let texts = use_text();
    let values = {
        let now = props.now.clone();
        use_state(move || now.map(|filter| filter.values).unwrap_or_default())
    };
    let op = {
        let now = props.now.as_ref().map(|filter| filter.op);
        use_state_eq(move || now.filter(|op| *op == Op::IsNot).unwrap_or(Op::Is))
    };
    let test_id = format!("{}-filter-dialog", props.list);
    let on_submit = {
        let (on_filter, column, values) = (props.on_filter.clone(), props.column, values.clone());
        let (filtering, op) = (props.filtering.clone(), *op);
        Callback::from(move |()| {
            on_filter.emit((
                column.to_owned(),
                filter_of(column, &filtering, op, &values),
            ));
        })
    };
    let set = |at: usize| {
        let values = values.clone();
        Callback::from(move |text: String| {
            let mut next = (*values).clone();
            next.resize(next.len().max(at + 1), String::new());
            next[at] = text;
            values.set(next);
        })
    };
    let value = |at: usize| values.get(at).cloned().unwrap_or_default();
    let range = |kind: FieldKind| {
        html! {
            <div class="aglis-two">
                <Field id={format!("{test_id}-from")} label={texts.t("list-from")} {kind} value={value(0)} on_change={set(0)} focus=true required=true />
                <Field id={format!("{test_id}-to")} label={texts.t("list-to")} {kind} value={value(1)} on_change={set(1)} required=true />
            </div>
        }
    };
    let content = match &props.filtering {
        Filtering::Choices(_) | Filtering::Kept(_) => {
            let ops = [(Op::Is, "any"), (Op::IsNot, "none")];
            let choices: Vec<Choice> = ops
                .iter()
                .map(|(_, word)| Choice::new(*word, texts.t(&format!("list-{word}-of"))))
                .collect();
            let now = if *op == Op::IsNot { "none" } else { "any" };
            let on_op = {
                let op = op.setter();
                Callback::from(move |word: String| {
                    op.set(if word == "none" { Op::IsNot } else { Op::Is });
                })
            };
            let on_values = {
                let values = values.setter();
                Callback::from(move |next: Vec<String>| values.set(next))
            };
            html! {
                <>
                    <Field id={format!("{test_id}-op")} kind={FieldKind::Select} label={texts.t("list-rows-with")} {choices} value={now} on_change={on_op} required=true />
                    <Chooser list={props.list} filtering={props.filtering.clone()} none={props.none} values={(*values).clone()} {on_values} />
                </>
            }
        }
        Filtering::Contains => html! {
            <Field id={format!("{test_id}-text")} label={texts.t("list-contains")} value={value(0)} on_change={set(0)} focus=true required=true />
        },
        Filtering::Days => range(FieldKind::Date),
        Filtering::Numbers => range(FieldKind::Number),
        Filtering::None | Filtering::Customer => Html::default(),
    };
    let actions = html! {
        <>
            <Button test_id={format!("{test_id}-apply")} label={texts.t("list-apply")} kind={Kind::Primary} submit=true />
            <Button test_id={format!("{test_id}-cancel")} label={texts.t("common-cancel")} on_click={props.on_close.clone()} />
        </>
    };
    html! {
        <Dialog test_id={test_id.clone()} title={props.title.clone()} on_close={props.on_close.clone()}>
            <Form test_id={format!("{test_id}-form")} {on_submit} {actions}>{ content }</Form>
        </Dialog>
    }
}

/// The filter these values mean; none when they mean nothing.
fn filter_of(column: &str, filtering: &Filtering, op: Op, values: &[String]) -> Option<Filter> {
    let value = |at: usize| {
        values
            .get(at)
            .map(|value| value.trim().to_owned())
            .unwrap_or_default()
    };
    let (op, values) = match filtering {
        Filtering::None | Filtering::Customer => return None,
        // An empty value is a choice of its own: rows that have none.
        Filtering::Choices(_) | Filtering::Kept(_) => {
            return (!values.is_empty()).then(|| Filter {
                column: column.to_owned(),
                op,
                values: values.to_vec(),
            });
        }
        Filtering::Contains => (Op::Contains, vec![value(0)]),
        Filtering::Days => (Op::Between, vec![value(0), value(1)]),
        Filtering::Numbers => (
            Op::Between,
            vec![value(0).replace('.', ""), value(1).replace('.', "")],
        ),
    };
    values
        .iter()
        .any(|value| !value.is_empty())
        .then(|| Filter {
            column: column.to_owned(),
            op,
            values,
        })
}

#[cfg(test)]
mod tests {
    use super::{Filtering, filter_of};
    use crate::widgets::table::column::Kept;
    use model::list::Op;

    #[test]
    fn an_open_range_is_a_filter_and_an_empty_one_is_not() {
        let from = filter_of("total", &Filtering::Numbers, Op::Is, &["1.000".to_owned()]).unwrap();
        assert_eq!(
            (from.op, from.values),
            (Op::Between, vec!["1000".to_owned(), String::new()])
        );
        assert_eq!(filter_of("total", &Filtering::Numbers, Op::Is, &[]), None);
        assert_eq!(
            filter_of("name", &Filtering::Contains, Op::Is, &[" ".to_owned()]),
            None
        );
    }

    #[test]
    fn nobody_is_somebody_one_can_ask_for() {
        let leads = Filtering::Kept(Kept::Leads);
        let nobody = filter_of("lead_id", &leads, Op::IsNot, &[String::new()]).unwrap();
        assert_eq!((nobody.op, nobody.values), (Op::IsNot, vec![String::new()]));
        assert_eq!(filter_of("lead_id", &leads, Op::Is, &[]), None);
    }
}
