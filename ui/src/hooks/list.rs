//! A long list of the server: read page by page, searched, filtered and sorted there, kept fresh.

use std::{cell::RefCell, ops::Range, rc::Rc};

use model::{
    call::Call,
    fault::{Code, Fault},
    list::{Filter, ListQuery, Page, Selection, Sort},
};
use yew::prelude::*;

use super::{list_handle::ListHandle, list_pages::Pages, remote::in_bursts};
use crate::{
    bridge,
    stores::{changes::Changes, desk::use_desk, list_memory},
};

/// The next page is asked for when fewer than this many rows lie below the window.
const AHEAD: usize = 60;

/// A request that lists rows; every list request wraps a [`ListQuery`].
pub trait ListCall: Call<Reply = Page<<Self as ListCall>::Row>> {
    /// One line of the list.
    type Row: Clone + PartialEq + 'static;

    /// The request for a query.
    fn with(query: ListQuery) -> Self;
}

/// How a page uses a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ListOptions {
    /// Name under which filters, order and columns are remembered, such as `registrations`.
    pub name: &'static str,
    /// Filters that the page sets and the person does not see, such as the customer whose invoices these are.
    pub fixed: Vec<Filter>,
    /// Filters a link asks for; they replace the remembered ones.
    pub start: Vec<Filter>,
    /// Order as long as the person has chosen none.
    pub sort: Vec<Sort>,
}

/// Whether the whole list is being counted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Counting {
    No,
    Asked,
    /// Scrolling does not ask again; the next change does.
    Failed,
}

/// What is known of the list between two drawings.
struct Reading<R> {
    query: ListQuery,
    pages: Rc<Pages<R>>,
    in_sight: Range<usize>,
    asking: bool,
    counting: Counting,
    /// Counts the questions; another search or filter is another question.
    question: u64,
    order: u64,
    fault: Option<Rc<Fault>>,
    selection: Rc<Selection>,
    shown: Rc<Option<Vec<String>>>,
}

/// Reads the list `C`. Needs the providers of the app; hand the result to `DataTable`.
#[hook]
pub fn use_list<C: ListCall>(options: ListOptions) -> ListHandle<C::Row> {
    let changes = use_context::<Changes>().unwrap_or_default();
    let desk = use_desk();
    let redraw = use_force_update();
    let reading = {
        let options = options.clone();
        use_mut_ref(move || Reading::<C::Row> {
            query: first_query(&options),
            pages: Rc::default(),
            in_sight: 0..0,
            asking: false,
            counting: Counting::No,
            question: 0,
            order: 0,
            fault: None,
            selection: Rc::default(),
            shown: Rc::new(list_memory::recall(options.name).columns),
        })
    };
    let read = {
        let (reading, redraw) = (reading.clone(), redraw.clone());
        use_callback(options.fixed.clone(), move |(), fixed: &Vec<Filter>| {
            read_on::<C>(
                reading.clone(),
                fixed.clone(),
                redraw.clone(),
                desk.again.clone(),
            );
        })
    };
    let change = {
        let (reading, name) = (reading.clone(), options.name);
        use_callback(read.clone(), move |query: ListQuery, read| {
            {
                let mut reading = reading.borrow_mut();
                if reading.query == query {
                    return;
                }
                // Another question has other rows; another order has the same ones.
                if reading.query.search != query.search || reading.query.filters != query.filters {
                    reading.selection = Rc::default();
                }
                let mut memory = list_memory::recall(name);
                memory.filters.clone_from(&query.filters);
                memory.sort = Some(query.sort.clone());
                list_memory::remember(name, &memory);
                reading.query = query;
                start_over(&mut reading);
            }
            read.emit(());
        })
    };
    let see = {
        let reading = reading.clone();
        use_callback(read.clone(), move |rows: Range<usize>, read| {
            reading.borrow_mut().in_sight = rows;
            read.emit(());
        })
    };
    let again = {
        let reading = reading.clone();
        use_callback(read.clone(), move |(), read| {
            {
                let mut reading = reading.borrow_mut();
                Rc::make_mut(&mut reading.pages).outdate();
                reading.fault = None;
                // An answer on its way may be older than the change.
                reading.order += 1;
                reading.asking = false;
                // A count on its way is nearly right, and where much happens a newer one would be outdated as well.
                if reading.counting == Counting::Failed {
                    reading.counting = Counting::No;
                }
            }
            read.emit(());
        })
    };
    let select = {
        let (reading, redraw) = (reading.clone(), redraw.clone());
        use_callback((), move |selection: Selection, ()| {
            reading.borrow_mut().selection = Rc::new(selection);
            redraw.force_update();
        })
    };
    let show = {
        let (reading, name) = (reading.clone(), options.name);
        use_callback((), move |shown: Option<Vec<String>>, ()| {
            let mut memory = list_memory::recall(name);
            memory.columns.clone_from(&shown);
            list_memory::remember(name, &memory);
            reading.borrow_mut().shown = Rc::new(shown);
            redraw.force_update();
        })
    };
    {
        // A link to the list that is on the screen already brings other filters.
        let (reading, change) = (reading.clone(), change.clone());
        use_effect_with(options.start.clone(), move |start| {
            if !start.is_empty() {
                let mut query = reading.borrow().query.clone();
                query.filters.clone_from(start);
                change.emit(query);
            }
        });
    }
    {
        let reading = reading.clone();
        use_effect_with(read, move |read| {
            start_over(&mut reading.borrow_mut());
            read.emit(());
        });
    }
    use_effect_with((changes, again.clone()), |(changes, again)| {
        let subscription = changes.subscribe(in_bursts(C::READS, again.clone()));
        move || drop(subscription)
    });
    let reading = reading.borrow();
    ListHandle {
        name: options.name,
        pages: reading.pages.clone(),
        query: Rc::new(reading.query.clone()),
        fixed: Rc::new(options.fixed),
        is_linked: !options.start.is_empty(),
        selection: reading.selection.clone(),
        shown: reading.shown.clone(),
        select,
        show,
        busy: reading.asking,
        fault: reading.fault.clone(),
        change,
        see,
        again,
    }
}

fn first_query(options: &ListOptions) -> ListQuery {
    let memory = list_memory::recall(options.name);
    ListQuery {
        filters: if options.start.is_empty() {
            memory.filters
        } else {
            options.start.clone()
        },
        sort: memory.sort.unwrap_or_else(|| options.sort.clone()),
        ..ListQuery::default()
    }
}

fn start_over<R>(reading: &mut Reading<R>) {
    reading.pages = Rc::default();
    reading.in_sight = 0..0;
    reading.asking = false;
    reading.counting = Counting::No;
    reading.fault = None;
    reading.question += 1;
    reading.order += 1;
}

/// Asks for what is missing or stale, one question at a time, until nothing is.
fn read_on<C: ListCall>(
    reading: Rc<RefCell<Reading<C::Row>>>,
    fixed: Vec<Filter>,
    redraw: UseForceUpdateHandle,
    signed_out: Callback<()>,
) {
    let (wanted, query, mine) = {
        let mut now = reading.borrow_mut();
        // After a failure a person (or the connection) has to ask again.
        if now.asking || now.fault.is_some() {
            return;
        }
        let Some(wanted) = now.pages.wanted(now.in_sight.clone(), AHEAD) else {
            drop(now);
            count_on::<C>(reading, fixed, redraw, signed_out);
            return;
        };
        now.asking = true;
        let mut query = now.query.clone();
        query.filters.extend(fixed.iter().cloned());
        wanted.place(&mut query);
        (wanted, query, now.order)
    };
    redraw.force_update();
    wasm_bindgen_futures::spawn_local(async move {
        let answer = bridge::look_up(C::with(query)).await;
        {
            let mut now = reading.borrow_mut();
            if now.order != mine {
                return;
            }
            now.asking = false;
            match answer {
                Ok(page) => Rc::make_mut(&mut now.pages).take(&wanted, page),
                Err(fault) => {
                    if fault.code == Code::SignedOut {
                        signed_out.emit(());
                    }
                    now.fault = Some(Rc::new(fault));
                }
            }
        }
        redraw.force_update();
        read_on::<C>(reading, fixed, redraw, signed_out);
    });
}

/// Counts a list that is longer than a page counts, once its rows are there.
///
/// A failure stays unsaid: the rows are there, and their number says that it is not all.
fn count_on<C: ListCall>(
    reading: Rc<RefCell<Reading<C::Row>>>,
    fixed: Vec<Filter>,
    redraw: UseForceUpdateHandle,
    signed_out: Callback<()>,
) {
    let (query, question, order) = {
        let mut now = reading.borrow_mut();
        if now.counting != Counting::No || !now.pages.wants_count() {
            return;
        }
        now.counting = Counting::Asked;
        let mut query = ListQuery {
            search: now.query.search.clone(),
            filters: now.query.filters.clone(),
            only_count: true,
            ..ListQuery::default()
        };
        query.filters.extend(fixed.iter().cloned());
        (query, now.question, now.order)
    };
    wasm_bindgen_futures::spawn_local(async move {
        let answer = bridge::look_up(C::with(query)).await;
        {
            let mut now = reading.borrow_mut();
            if now.question != question {
                return;
            }
            let Some(total) = answer.ok().and_then(|page| page.total) else {
                now.counting = Counting::Failed;
                return;
            };
            now.counting = Counting::No;
            let is_current = now.order == order;
            Rc::make_mut(&mut now.pages).take_count(total, is_current);
        }
        redraw.force_update();
        // What was read from the end may stand elsewhere now.
        read_on::<C>(reading, fixed, redraw, signed_out);
    });
}
