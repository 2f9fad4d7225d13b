//! Saved views of lists: kept, shared, checked against the list of today when they are loaded.

mod store;

use model::{
    problem::Problem,
    views::{
        ChangeView, ChooseDefaultView, DeleteView, ListViews, SaveView, View, ViewForm, ViewQuery,
    },
};
use sqlx::PgConnection;

use crate::{
    answer::Answer,
    context::Cx,
    error::{Error, Result, found},
    lists::{self, List},
};

impl Answer for ListViews {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<Vec<View>> {
        let list = lists::named(&self.list)?;
        let mut views = store::list(db, list.name).await?;
        for view in &mut views {
            fit(list, view);
        }
        Ok(views)
    }
}

impl Answer for SaveView {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<i64> {
        let name = checked(&self.view)?;
        store::insert(db, &self.view, &name).await.map_err(taken)
    }
}

impl Answer for ChangeView {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        let name = checked(&self.view)?;
        let changed = store::update(db, self.id, &self.view, &name).await;
        found(changed.map_err(taken)?)
    }
}

impl Answer for DeleteView {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        found(store::delete(db, self.id).await?)
    }
}

impl Answer for ChooseDefaultView {
    async fn answer(self, _cx: &Cx, db: &mut PgConnection) -> Result<()> {
        let list = lists::named(&self.list)?;
        match self.view {
            Some(view) => store::choose(db, list.name, view).await,
            None => store::choose_none(db, list.name).await,
        }
    }
}

/// The view's clean name, when everything it says can be asked of its list today.
fn checked(view: &ViewForm) -> Result<String> {
    let list = lists::named(&view.list)?;
    let name = view.check()?;
    let mut tried = view.query.clone();
    let dropped = fit_query(list, &mut tried);
    match dropped.first() {
        None => Ok(name),
        Some(column) => {
            let problem = Problem::new("FILTER_UNKNOWN").with("column", column);
            Err(Error::field("query", problem))
        }
    }
}

/// Two views of one person and list with one name could not be told apart.
fn taken(error: Error) -> Error {
    error.at_field("saved_views_name_key", "name")
}

/// Drops what the list of today does not know and remembers that it did.
fn fit(list: &List, view: &mut View) {
    let mut dropped = fit_query(list, &mut view.query);
    if let Some(columns) = &mut view.columns {
        columns.retain(|name| {
            let known = lists::columns(list, [name.as_str()]).is_ok();
            if !known {
                dropped.push(name.clone());
            }
            known
        });
        if columns.is_empty() {
            view.columns = None;
        }
    }
    dropped.sort_unstable();
    dropped.dedup();
    view.dropped = dropped;
}

fn fit_query(list: &List, query: &mut ViewQuery) -> Vec<String> {
    let mut dropped = Vec::new();
    query.filters.retain(|filter| {
        let known = lists::takes(list, filter);
        if !known {
            dropped.push(filter.column.clone());
        }
        known
    });
    query.sort.retain(|sort| {
        let known = lists::columns(list, [sort.column.as_str()]).is_ok();
        if !known {
            dropped.push(sort.column.clone());
        }
        known
    });
    dropped
}

#[cfg(test)]
mod tests {
    use model::{
        list::{Filter, Op, Sort},
        views::{View, ViewQuery},
    };

    use super::fit;
    use crate::lists;

    #[test]
    fn a_view_loses_what_its_list_no_longer_has_and_says_so() {
        let sort = |column: &str| Sort {
            column: column.to_owned(),
            descending: false,
        };
        let filter = |column: &str, value: &str| Filter {
            column: column.to_owned(),
            op: Op::Is,
            values: vec![value.to_owned()],
        };
        let mut view = View {
            id: 1,
            name: "Lama".to_owned(),
            owner: "Siti".to_owned(),
            mine: true,
            shared: false,
            is_default: false,
            query: ViewQuery {
                search: "siti".to_owned(),
                filters: vec![
                    filter("status", "active"),
                    filter("colour", "red"),
                    filter("outstanding", "banyak"),
                ],
                sort: vec![sort("name"), sort("colour")],
            },
            columns: Some(vec!["name".to_owned(), "shape".to_owned()]),
            dropped: Vec::new(),
        };
        fit(lists::named("customers").unwrap(), &mut view);
        assert_eq!(view.query.filters, [filter("status", "active")]);
        assert_eq!(view.query.sort, [sort("name")]);
        assert_eq!(view.columns, Some(vec!["name".to_owned()]));
        assert_eq!(view.dropped, ["colour", "outstanding", "shape"]);
    }
}
