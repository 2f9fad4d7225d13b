//! Choosing rows of a short table: by its boxes, and by the keys of every list.

use std::{collections::BTreeSet, rc::Rc};

use yew::prelude::*;

use crate::{
    hooks::use_hotkeys,
    route::{Route, go},
};

/// What is chosen, and which row the keys are at.
#[derive(Clone)]
pub(super) struct Chosen {
    /// The chosen ids.
    pub ids: Rc<BTreeSet<i64>>,
    /// The row of the keys.
    pub cursor: Option<usize>,
    state: UseStateSetter<Rc<BTreeSet<i64>>>,
}

impl Chosen {
    /// Whether a row is chosen.
    pub fn has(&self, id: i64) -> bool {
        self.ids.contains(&id)
    }

    /// Turns a row over.
    pub fn turn(&self, id: i64) -> Callback<Event> {
        let (ids, state) = (self.ids.clone(), self.state.clone());
        Callback::from(move |_| state.set(turned(&ids, id)))
    }

    /// Chooses all of these, or none if all are chosen.
    pub fn turn_all(&self, all: Vec<i64>) -> Callback<Event> {
        let (ids, state) = (self.ids.clone(), self.state.clone());
        Callback::from(move |_| {
            let is_all = all.iter().all(|id| ids.contains(id));
            let now = if is_all {
                BTreeSet::new()
            } else {
                all.iter().copied().collect()
            };
            state.set(Rc::new(now));
        })
    }

    /// Chooses none.
    pub fn clear(&self) {
        self.state.set(Rc::default());
    }
}

fn turned(ids: &BTreeSet<i64>, id: i64) -> Rc<BTreeSet<i64>> {
    let mut ids = ids.clone();
    if !ids.remove(&id) {
        ids.insert(id);
    }
    Rc::new(ids)
}

/// Rows with their ids and the record that Enter opens. What is no longer there is no longer chosen.
#[hook]
pub(super) fn use_chosen(rows: Vec<(i64, Option<Route>)>) -> Chosen {
    let ids = use_state_eq(Rc::<BTreeSet<i64>>::default);
    let cursor = use_state_eq(|| None::<usize>);
    let there: BTreeSet<i64> = rows.iter().map(|(id, _)| *id).collect();
    let kept: Rc<BTreeSet<i64>> = Rc::new(ids.intersection(&there).copied().collect());
    let at = cursor.filter(|at| *at < rows.len());
    let step = |by: isize| {
        let (cursor, last) = (cursor.setter(), rows.len());
        Callback::from(move |()| {
            let next = at.map_or(0, |at| at.saturating_add_signed(by));
            cursor.set(last.checked_sub(1).map(|last| next.min(last)));
        })
    };
    let row = at.and_then(|at| rows.get(at).cloned());
    let turn = {
        let (state, kept, row) = (ids.setter(), kept.clone(), row.clone());
        Callback::from(move |()| {
            if let Some((id, _)) = &row {
                state.set(turned(&kept, *id));
            }
        })
    };
    let open = Callback::from(move |()| {
        if let Some((_, Some(route))) = &row {
            go(route);
        }
    });
    use_hotkeys(vec![
        ("j", step(1)),
        ("k", step(-1)),
        ("x", turn),
        ("Enter", open),
    ]);
    Chosen {
        ids: kept,
        cursor: at,
        state: ids.setter(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::turned;

    #[test]
    fn a_row_is_turned_over() {
        let one = turned(&BTreeSet::new(), 7);
        assert_eq!(*one, BTreeSet::from([7]));
        assert!(turned(&one, 7).is_empty());
    }
}
