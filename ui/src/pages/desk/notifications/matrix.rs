//! Event × channel.

use model::{
    access::Role,
    notifications::{
        event::NotificationEvent,
        preferences::{Channels, Choice},
    },
};
use yew::prelude::*;

use crate::hooks::use_text;

/// A way in which one is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Channel {
    InApp,
    Os,
    Sound,
}

impl Channel {
    const ALL: [Channel; 3] = [Channel::InApp, Channel::Os, Channel::Sound];

    fn name(self) -> &'static str {
        match self {
            Channel::InApp => "in-app",
            Channel::Os => "os",
            Channel::Sound => "sound",
        }
    }

    fn text_key(self) -> &'static str {
        match self {
            Channel::InApp => "notifications-channel-app",
            Channel::Os => "notifications-channel-os",
            Channel::Sound => "notifications-channel-sound",
        }
    }

    fn is_on(self, channels: Channels) -> bool {
        match self {
            Channel::InApp => channels.in_app,
            Channel::Os => channels.os,
            Channel::Sound => channels.sound,
        }
    }
}

/// The channels once one of them was turned over. What is not kept is not shown either, and a sound comes with what the system
/// shows: whoever takes one away takes those away that hang on it, whoever wants one wants those it hangs on.
pub(super) fn turned(channels: Channels, channel: Channel) -> Channels {
    let Channels { in_app, os, sound } = channels;
    match (channel, channel.is_on(channels)) {
        (Channel::InApp, true) => Channels {
            in_app: false,
            os: false,
            sound: false,
        },
        (Channel::InApp, false) => Channels {
            in_app: true,
            os,
            sound,
        },
        (Channel::Os, true) => Channels {
            in_app,
            os: false,
            sound: false,
        },
        (Channel::Os, false) => Channels {
            in_app: true,
            os: true,
            sound,
        },
        (Channel::Sound, true) => Channels {
            in_app,
            os,
            sound: false,
        },
        (Channel::Sound, false) => Channels {
            in_app: true,
            os: true,
            sound: true,
        },
    }
}

/// Properties of [`Matrix`].
#[derive(Properties, PartialEq)]
pub(super) struct MatrixProps {
    /// Whose.
    pub role: Role,
    /// What was chosen; the other events are as usual.
    pub choices: Vec<Choice>,
    /// An event is told otherwise now.
    pub on_choose: Callback<Choice>,
}

/// The table; one line for each event that this role is ever told of.
#[component]
pub(super) fn Matrix(props: &MatrixProps) -> Html {
    let texts = use_text();
    let of = |event: NotificationEvent| {
        let chosen = props.choices.iter().find(|choice| choice.event == event);
        chosen.map_or_else(|| Channels::usual(event), |choice| choice.channels)
    };
    let line = |event: NotificationEvent| {
        let channels = of(event);
        let label = texts.t(&event.text_key());
        let cells = Channel::ALL.into_iter().map(|channel| {
            let on_choose = props.on_choose.clone();
            let onchange = move |_: Event| {
                on_choose.emit(Choice {
                    event,
                    channels: turned(channels, channel),
                });
            };
            let name = texts.t(channel.text_key());
            html! {
                <td data-label={name.clone()}>
                    <input type="checkbox" checked={channel.is_on(channels)} {onchange} aria-label={format!("{label}: {name}")}
                        data-testid={format!("notifications-{}-{}", event.name(), channel.name())} />
                </td>
            }
        });
        html! { <tr key={event.name()}><th scope="row">{ label.clone() }</th>{ for cells }</tr> }
    };
    html! {
        <table class="aglis-table aglis-matrix">
            <thead><tr>
                <th scope="col">{ texts.t("notifications-event") }</th>
                { for Channel::ALL.iter().map(|channel| html! { <th scope="col">{ texts.t(channel.text_key()) }</th> }) }
            </tr></thead>
            <tbody>{ for NotificationEvent::CHOOSABLE.into_iter().filter(|event| event.concerns(props.role)).map(line) }</tbody>
        </table>
    }
}

#[cfg(test)]
mod tests {
    use model::notifications::preferences::Channels;

    use super::{Channel, turned};

    fn channels(in_app: bool, os: bool, sound: bool) -> Channels {
        Channels { in_app, os, sound }
    }

    #[test]
    fn what_hangs_on_a_channel_goes_with_it_and_brings_it() {
        let (all, none) = (channels(true, true, true), channels(false, false, false));
        assert_eq!(turned(all, Channel::InApp), none);
        assert_eq!(turned(all, Channel::Os), channels(true, false, false));
        assert_eq!(turned(all, Channel::Sound), channels(true, true, false));
        assert_eq!(turned(none, Channel::InApp), channels(true, false, false));
        assert_eq!(turned(none, Channel::Os), channels(true, true, false));
        assert_eq!(turned(none, Channel::Sound), all);
    }
}
