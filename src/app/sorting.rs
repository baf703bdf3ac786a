//! The orders of lists: which one a source is shown in, and another one for it.

use super::effect::Effect;
use super::entries::Entries;
use super::notice::Severity;
use super::state::{Pane, State};
use crate::model::query::Order;
use crate::model::{ListOrder, Source};

impl State {
    /// The order of a source's list: the one that was last wished for it in this session, or else by date.
    pub(super) fn order_of(&self, source: &Source) -> ListOrder {
        let wished = self.orders.iter().find(|(other, _)| other == source);
        match (wished, source) {
            (Some((_, order)), _) => *order,
            (None, Source::Query { query, .. }) if query.order == Some(Order::Oldest) => ListOrder::Oldest,
            (None, _) => ListOrder::Newest,
        }
    }

    /// Shows the list from its top in another order: the one named, or the next.
    pub(super) fn sort(&mut self, wanted: Option<ListOrder>) -> Vec<Effect> {
        let order = wanted.unwrap_or(self.entries.order.next());
        self.search.pane = None;
        self.screen.zen = false;
        self.screen.focus = Pane::Entries;
        let source = self.entries.source.clone();
        let kept = std::mem::take(&mut self.entries.kept);
        self.entries = Entries::of(source, order);
        self.entries.kept = kept;
        self.keep_order(order);
        let view = self.view();
        let mut effects = self.entries.load(view);
        effects.extend(self.say(Severity::Info, &format!("Sorted: {}.", said(order))));
        effects
    }

    /// Keeps the order of the list at hand for this session.
    pub(super) fn keep_order(&mut self, order: ListOrder) {
        self.entries.order = order;
        let source = &self.entries.source;
        self.orders.retain(|(other, _)| other != source);
        self.orders.push((source.clone(), order));
    }
}

/// An order in words.
pub fn said(order: ListOrder) -> &'static str {
    match order {
        ListOrder::Newest => "newest first",
        ListOrder::Oldest => "oldest first",
        ListOrder::Feed => "by feed",
        ListOrder::Title => "by title",
        ListOrder::Shortest => "shortest first",
        ListOrder::Longest => "longest first",
    }
}
