//! How each command of the screen is carried out: a route to the pane or value that it concerns.

use super::effect::{Effect, Outside};
use super::help::HelpPane;
use super::hints::Wanted;
use super::movement::Movement;
use super::notice::Severity;
use super::overlay::Overlay;
use super::palette::Palette;
use super::prompt::Question;
use super::state::State;
use crate::command::Command;
use crate::model::Mark;

/// How much wider or narrower an article gets with a key.
const STEP: u16 = 4;

/// Carries out a command.
pub(super) fn carry_out(state: &mut State, command: &Command) -> Vec<Effect> {
    if let Some(movement) = Movement::of(command) {
        return state.go(movement);
    }
    match command {
        Command::Open => state.open(),
        Command::Toggle => state.toggle(),
        Command::Back => state.back(),
        Command::NextPane => state.turn_focus(true),
        Command::PreviousPane => state.turn_focus(false),
        Command::NextEntry => state.step_to(true, false),
        Command::PreviousEntry => state.step_to(false, false),
        Command::NextUnread => state.step_found(true).unwrap_or_else(|| state.step_to(true, true)),
        Command::PreviousUnread => state.step_found(false).unwrap_or_else(|| state.step_to(false, true)),
        Command::ToggleRead => state.toggle_mark(|row| if row.read { Mark::Unread } else { Mark::Read }),
        Command::ToggleStar => state.toggle_mark(|row| if row.starred { Mark::Unstar } else { Mark::Star }),
        Command::Choose => state.choose(),
        Command::ChooseEntry => state.choose_entry(),
        Command::MarkAboveRead => state.mark_beside_read(true),
        Command::MarkBelowRead => state.mark_beside_read(false),
        Command::Mark { mark, query } => state.mark_query(*mark, query),
        // On the screen every word is a tag: what they go on is in sight.
        Command::Tag { tag, query } => state.tag(&format!("{tag} {query}"), true),
        Command::Untag { tag, query } => state.tag(&format!("{tag} {query}"), false),
        Command::Browse => state.browse(),
        Command::BrowseComments => state.browse_comments(),
        Command::FollowLink => state.show_hints(Wanted::Browse),
        Command::ReadLink => state.show_hints(Wanted::Read),
        Command::CopyShownLink => state.show_hints(Wanted::Copy),
        Command::Contents => state.show_contents(),
        Command::NextHeading => state.step_heading(true),
        Command::PreviousHeading => state.step_heading(false),
        Command::NextLink => state.step_link(true),
        Command::PreviousLink => state.step_link(false),
        Command::SaveArticle { file } => state.save_article(file.as_deref()),
        Command::Find { .. } if !state.overlays.is_empty() => state.seek(),
        Command::Find { words } => state.find(words),
        Command::OpenInPager => state.open_outside(Outside::Pager),
        Command::OpenInEditor => state.open_outside(Outside::Editor),
        Command::Pipe { program } => state.pipe(program),
        Command::CopyLink => state.copy_link(),
        Command::MarkAllRead => state.mark_all_read(),
        Command::Go { source } => state.go_to_named(source),
        Command::Refresh { feeds, force, .. } => state.refresh(feeds, *force),
        Command::ToggleFullText => state.toggle_full_text(),
        Command::ShowWholeText => state.show_whole_text(),
        Command::Prefetch { query, .. } => state.prefetch(query),
        Command::CancelRefresh => vec![Effect::CancelRefresh],
        Command::Jump { day } => state.jump(day),
        Command::Sort { order } => state.sort(*order),
        Command::SaveQuery { name, query } => state.save_query(name, query),
        Command::RemoveQuery { name } => state.remove_query(name.as_deref()),
        Command::RenameQuery { name, new } => state.rename_query(name.as_deref(), new),
        Command::Cleanup { .. } => vec![Effect::PreviewCleanup],
        Command::Undo => vec![Effect::Undo],
        Command::Redo => vec![Effect::Redo],
        Command::Journal => state.show_journal(),
        Command::Search { query, .. } => state.open_search(query),
        Command::Suggest
        | Command::Add { .. }
        | Command::Import { .. }
        | Command::Export { .. }
        | Command::Remove { .. }
        | Command::Rename { .. }
        | Command::Raise { .. }
        | Command::Lower { .. }
        | Command::Move { .. }
        | Command::Set { .. }
        | Command::Health { .. }
        | Command::Relocate { .. } => change_subscriptions(state, command),
        _ => change_screen(state, command),
    }
}

fn change_subscriptions(state: &mut State, command: &Command) -> Vec<Effect> {
    match command {
        Command::Add { url, folders, title } if url.is_empty() => {
            let question = Question::Add {
                folders: folders.clone(),
                title: title.clone(),
            };
            // An address at which nothing was found is taken again, mended, or typed over.
            let again = state.network.not_found.take().unwrap_or_default();
            state.ask(question, &again)
        }
        Command::Add { url, folders, title } => state.add(url.clone(), folders.clone(), title.clone()),
        Command::Suggest => state.offer_starter(),
        Command::Import { file, .. } if file.is_empty() => state.ask_for_list(),
        Command::Import { file, .. } => state.import(file.clone()),
        Command::Export { file: None, .. } => state.ask(Question::Export, "subscriptions.opml"),
        Command::Export { file, force } => vec![Effect::Export {
            file: file.clone(),
            force: *force,
        }],
        Command::Remove { feed, with_starred, .. } => state.remove(feed.as_deref(), *with_starred),
        Command::Raise { feed } => state.reorder(feed.as_deref(), true),
        Command::Lower { feed } => state.reorder(feed.as_deref(), false),
        Command::Rename { feed, title } => state.rename(feed.as_deref(), title),
        Command::Move { feed: None, folders } if folders.is_empty() => state.ask_for_folders(),
        Command::Move { feed, folders } => {
            let folders = folders.clone();
            state.with_feed(feed.as_deref(), |_, feed| vec![Effect::Move { feed, folders }])
        }
        Command::Set { feed, key, value } => {
            let (key, value) = (key.clone(), value.clone());
            state.with_feed(feed.as_deref(), |_, feed| vec![Effect::Set { feed, key, value }])
        }
        Command::Health { feed, .. } => state.show_health(feed.as_deref()),
        Command::Relocate { feed } => state.with_feed(feed.as_deref(), |state, feed| {
            let mut effects = state.say(Severity::Info, "Looking for the feed on its site");
            effects.push(Effect::Relocate(feed));
            effects
        }),
        _ => Vec::new(),
    }
}

fn change_screen(state: &mut State, command: &Command) -> Vec<Effect> {
    match command {
        Command::ToggleSidebar | Command::ToggleEntries | Command::Zen if state.settings.config.accessible => {
            return state.announce("Here one pane is shown at a time.");
        }
        Command::ToggleSidebar => state.screen.sidebar_hidden = !state.screen.sidebar_hidden,
        Command::ToggleEntries => state.screen.entries_hidden = !state.screen.entries_hidden,
        Command::Zen => return state.toggle_zen(),
        Command::Theme { name } => return state.choose_theme(name.as_deref()),
        Command::Widen => return state.change_width(state.settings.config.article.width.saturating_add(STEP)),
        Command::Narrow => return state.change_width(state.settings.config.article.width.saturating_sub(STEP)),
        Command::RowHeight => {
            let two_lines = !state.settings.config.list.two_lines;
            state.settings.config.list.two_lines = two_lines;
            return state.announce(if two_lines {
                "Two lines for each entry."
            } else {
                "One line for each entry."
            });
        }
        Command::ToggleMouse => return state.toggle_mouse(),
        Command::Palette => state.overlays.push(Overlay::Palette(Palette::new(state.screen.focus))),
        Command::Help => state
            .overlays
            .push(Overlay::Help(HelpPane::new(state.screen.focus.context()))),
        Command::Notices => state.overlays.push(Overlay::Notices { top: 0 }),
        Command::Redraw => return vec![Effect::Redraw],
        Command::Suspend => return vec![Effect::Suspend],
        Command::Quit => return vec![Effect::Quit],
        _ => {
            let text = format!(
                "“{}” is for the command line: dateline {}",
                command.name(),
                command.name()
            );
            return state.say(Severity::Warning, &text);
        }
    }
    Vec::new()
}
