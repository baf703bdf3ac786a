//! How what is being typed is looked for: among the newest entries with its first letters, where it is seen in what was written.
//! Which letters these are is in `beginnings`.

use super::StoreError;
use super::beginnings::typed;
use super::compile::{Compiled, Filter, compile, stands};
use super::entries::Moment;
use super::languages::Languages;
use super::place::Place;
use super::search::{Search, Walk};
use crate::model::query::Condition;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use std::collections::BTreeSet;

/// Entries that are looked at, beside so many for each that is wanted: some hundredth of a second. After that the index is the
/// sooner to tell.
const LOOKS: usize = 200;
const LOOKS_FOR_EACH: usize = 4;
/// Where hardly one of the first has a word, it is rare, and the index tells at once. (Of a phrase it tells only where it may be.)
const GLANCE: usize = 100;
const HARDLY_ONE: usize = 2;
/// Where more than so many are wanted the index is asked at once.
const MOST_WANTED: usize = 400;

/// A query in which something is being typed, in forms that the index tells soon.
#[derive(Clone)]
pub(super) struct Typing {
    /// As in [`Typed`](super::beginnings::Typed).
    whole: Option<Compiled>,
    wider: Compiled,
    /// Whether what is being typed stands in an entry, asked of its row.
    filter: Filter,
}

impl Typing {
    /// `None` where nothing is being typed that is looked for so.
    pub(super) fn compile(
        connection: &Connection,
        condition: &Condition,
        languages: &Languages,
        moment: Moment,
    ) -> Result<Option<Typing>, StoreError> {
        let Some(typed) = typed(condition) else {
            return Ok(None);
        };
        let compiled = |condition: &Condition| compile(connection, condition, languages, moment);
        let (pairs, filter) = stands(connection, &typed.words, languages, moment)?;
        let mut wider = compiled(&typed.wider)?;
        wider.pairs.extend(pairs);
        Ok(Some(Typing {
            whole: typed.whole.as_ref().map(compiled).transpose()?,
            wider,
            filter,
        }))
    }

    /// All questions to the index.
    pub(super) fn forms_mut(&mut self) -> impl Iterator<Item = &mut Compiled> {
        self.whole.iter_mut().chain([&mut self.wider])
    }

    /// The matches of the search in the index: those of what is being typed as it stands, and those that are seen to be among the
    /// entries with its first letters; `None` where too many would have to be looked at.
    pub(super) fn look(
        &self,
        connection: &Connection,
        search: &Search,
        walk: Walk,
    ) -> Result<Option<Vec<Place>>, StoreError> {
        let limit = walk.limit;
        if !(1..=MOST_WANTED).contains(&limit) {
            return Ok(None);
        }
        let mut found = match &self.whole {
            Some(whole) => search.with(whole).asked(connection, walk)?,
            None => Vec::new(),
        };
        let known: BTreeSet<Place> = found.iter().copied().collect();
        let sql = format!("SELECT count(*) FROM entries WHERE place = ? AND ({})", self.filter.sql);
        let mut statement = connection.prepare_cached(&sql)?;
        let mut stands_in = |place: Place| {
            let values = std::iter::once(Value::Integer(place.0)).chain(self.filter.values.clone());
            statement.query_row(params_from_iter(values), |row| Ok(row.get::<_, i64>(0)? > 0))
        };
        let looks = LOOKS + LOOKS_FOR_EACH * limit;
        let (mut looked_at, mut matching, mut is_rare) = (0, 0, false);
        let mut each = |place| {
            looked_at += 1;
            if known.contains(&place) {
                matching += 1;
            } else if stands_in(place)? {
                found.push(place);
                matching += 1;
            }
            is_rare = self.whole.is_some() && looked_at == GLANCE && matching < HARDLY_ONE;
            let is_time = search.is_time() && !found.is_empty();
            Ok(matching < limit && !is_rare && !is_time)
        };
        let wider = Walk { limit: looks, ..walk };
        search.with(&self.wider).ask(connection, wider, &mut each)?;
        let is_shown = search.is_hurried() && !found.is_empty();
        let are_enough = !is_rare && (looked_at < looks || matching == limit || is_shown);
        walk.direction.sort(&mut found);
        found.truncate(limit);
        Ok(are_enough.then_some(found))
    }
}
