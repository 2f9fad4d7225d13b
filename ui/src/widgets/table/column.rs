//! What a column is.

use std::rc::Rc;

use yew::prelude::*;

use crate::widgets::field::Choice;

/// On which side its content stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    /// Words.
    #[default]
    Left,
    /// Amounts and counts.
    Right,
}

/// How a column is filtered.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Filtering {
    /// Not at all.
    #[default]
    None,
    /// Any of these values, or none of them.
    Choices(Vec<Choice>),
    /// Any of the values that are kept elsewhere, or none of them.
    Kept(Kept),
    /// One customer; only a link asks for him.
    Customer,
    /// Contains a text.
    Contains,
    /// Between two days.
    Days,
    /// Between two whole numbers.
    Numbers,
}

/// Where the values of a filter are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// Names of zones.
    Zones,
    /// Names of packages, also of those that are sold no more.
    Packages,
    /// Whoever leads tickets, by his id.
    Leads,
    /// Tags of customers.
    Tags,
    /// Categories of tickets, by their code.
    Categories,
    /// What stands in a column of a list, found by typing.
    Words {
        /// Name of the list.
        list: &'static str,
        /// Its column.
        column: &'static str,
    },
}

type Draw<R> = Rc<dyn Fn(&R) -> Html>;

/// A column of a list of `R`.
pub struct Column<R> {
    /// Its name in the list's request, and in test ids.
    pub key: &'static str,
    /// Text key of its title.
    pub title_key: &'static str,
    /// Least width in px; columns share what is left by it.
    pub width: u32,
    /// Side.
    pub align: Align,
    /// Whether the server can order by it.
    pub sortable: bool,
    /// How it is filtered.
    pub filtering: Filtering,
    /// Text key of the choice that stands for no value at all.
    pub none: Option<&'static str>,
    /// Not shown until chosen.
    pub hidden: bool,
    /// Never shown: another column says the same, and this one only filters.
    pub filters_only: bool,
    pub(super) draw: Draw<R>,
}

impl<R> Clone for Column<R> {
    fn clone(&self) -> Self {
        Self {
            key: self.key,
            title_key: self.title_key,
            width: self.width,
            align: self.align,
            sortable: self.sortable,
            filtering: self.filtering.clone(),
            none: self.none,
            hidden: self.hidden,
            filters_only: self.filters_only,
            draw: self.draw.clone(),
        }
    }
}

impl<R> PartialEq for Column<R> {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
            && self.filtering == other.filtering
            && Rc::ptr_eq(&self.draw, &other.draw)
    }
}

impl<R> Column<R> {
    /// A sortable column of words, 140 px wide.
    #[must_use]
    pub fn new(key: &'static str, draw: impl Fn(&R) -> Html + 'static) -> Self {
        Self {
            key,
            title_key: key,
            width: 140,
            align: Align::Left,
            sortable: true,
            filtering: Filtering::None,
            none: None,
            hidden: false,
            filters_only: false,
            draw: Rc::new(draw),
        }
    }

    /// The text key of its title.
    #[must_use]
    pub fn title_key(mut self, key: &'static str) -> Self {
        self.title_key = key;
        self
    }

    /// Another width.
    #[must_use]
    pub fn width(mut self, width: u32) -> Self {
        self.width = width;
        self
    }

    /// Amounts and counts stand right.
    #[must_use]
    pub fn right(mut self) -> Self {
        self.align = Align::Right;
        self
    }

    /// The server cannot order by it.
    #[must_use]
    pub fn unsorted(mut self) -> Self {
        self.sortable = false;
        self
    }

    /// Can be filtered.
    #[must_use]
    pub fn filter(mut self, filtering: Filtering) -> Self {
        self.filtering = filtering;
        self
    }

    /// Rows without a value can be asked for, under this text key.
    #[must_use]
    pub fn or_none(mut self, key: &'static str) -> Self {
        self.none = Some(key);
        self
    }

    /// Never shown nor offered: the rows are only filtered by it.
    #[must_use]
    pub fn filters_only(mut self) -> Self {
        self.filters_only = true;
        self
    }

    /// Not shown until chosen.
    #[must_use]
    pub fn hidden(mut self) -> Self {
        self.hidden = true;
        self
    }
}
