//! Small line pictures, drawn as SVG so that they are sharp and need no font.

use yew::prelude::*;

macro_rules! icons {
    ($($(#[$doc:meta])* $name:ident = $path:literal),* $(,)?) => {
        /// A picture by its meaning.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Icon { $($(#[$doc])* $name),* }

        impl Icon {
            fn path(self) -> &'static str {
                match self { $(Icon::$name => $path),* }
            }
        }
    };
}

icons! {
    /// A house.
    Home = "M3 11 12 4l9 7M5 9.5V20h14V9.5M10 20v-6h4v6",
    /// A form with a plus.
    Register = "M14 3H6v18h12v-9M9 8h4M9 12h6M9 16h6M18 3v6M15 6h6",
    /// A wrench.
    Ticket = "M14.5 6.5a4 4 0 0 1 5-4l-2.6 2.7 1.9 1.9 2.7-2.6a4 4 0 0 1-5.2 5L8 18a2 2 0 0 1-3-3l8.6-8.3",
    /// Two people.
    People = "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M2.5 20a6.5 6.5 0 0 1 13 0M16 4.4a3.5 3.5 0 0 1 0 6.4M18 14.2a6.5 6.5 0 0 1 3.5 5.8",
    /// A paper with lines.
    Invoice = "M6 3h12v18l-3-2-3 2-3-2-3 2zM9 8h6M9 12h6",
    /// A plug.
    Service = "M9 3v5M15 3v5M6 8h12v3a6 6 0 0 1-12 0zM12 17v4",
    /// Footsteps in a list.
    Trail = "M5 4v16M5 6h.2M9 6h10M5 12h.2M9 12h10M5 18h.2M9 18h6",
    /// An arrow out of a tray.
    Export = "M12 14V3M8 7l4-4 4 4M4 15v5h16v-5",
    /// A bookmark.
    View = "M7 4h10v16l-5-4-5 4z",
    /// An arrow into a tray.
    Import = "M12 3v11M8 10l4 4 4-4M4 15v5h16v-5",
    /// Papers on a pile.
    Bulk = "M4 8l8-4 8 4-8 4zM4 12l8 4 8-4M4 16l8 4 8-4",
    /// Sliders.
    Settings = "M4 7h9M17 7h3M4 17h3M11 17h9M15 5v4M9 15v4",
    /// Plus.
    Plus = "M12 5v14M5 12h14",
    /// Cross.
    Close = "M6 6l12 12M18 6 6 18",
    /// A bin.
    Remove = "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5",
    /// Tick.
    Check = "M5 12.5 10 17 19 7",
    /// Tick in a ring.
    Done = "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M8.5 12.5l2.5 2.5 4.5-5",
    /// Ring.
    Waiting = "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M12 7v5l3 2",
    /// Half-filled ring.
    Progress = "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M12 3v18M12 8h4.5M12 12h8M12 16h4.5",
    /// Two bars.
    Pause = "M9 6v12M15 6v12",
    /// Ring with a stroke.
    Stop = "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M6 6l12 12",
    /// Triangle with a sign.
    Warning = "M12 4 2.8 20h18.4zM12 10v4M12 17v.2",
    /// Letter i.
    Info = "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M12 11v5M12 8v.2",
    /// Magnifier.
    Search = "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14M16 16l5 5",
    /// Funnel lines.
    Filter = "M4 6h16M7 12h10M10 18h4",
    /// Columns.
    Columns = "M4 5h16v14H4zM9.5 5v14M15 5v14",
    /// Down.
    Down = "M6 9l6 6 6-6",
    /// Right.
    Right = "M9 6l6 6-6 6",
    /// Left.
    Left = "M15 6l-6 6 6 6",
    /// Arrow up.
    SortUp = "M12 19V5M7 10l5-5 5 5",
    /// Arrow down.
    SortDown = "M12 5v14M7 14l5 5 5-5",
    /// Three lines.
    Nav = "M4 6h16M4 12h16M4 18h16",
    /// Three dots.
    More = "M5 12.6a.6.6 0 1 0 0-1.2.6.6 0 0 0 0 1.2M12 12.6a.6.6 0 1 0 0-1.2.6.6 0 0 0 0 1.2M19 12.6a.6.6 0 1 0 0-1.2.6.6 0 0 0 0 1.2",
    /// Out of the frame.
    Expand = "M14 4h6v6M20 4l-8 8M10 6H4v14h14v-6",
    /// Round arrow.
    Again = "M20 12a8 8 0 1 1-2.5-5.8M20 3v5h-5",
    /// Padlock.
    Lock = "M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3",
    /// Door with arrow.
    SignOut = "M10 4H5v16h5M15 8l4 4-4 4M19 12H9",
    /// One person.
    Person = "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8M4.5 21a7.5 7.5 0 0 1 15 0",
    /// Eye.
    Eye = "M2 12s3.6-6.5 10-6.5S22 12 22 12s-3.6 6.5-10 6.5S2 12 2 12M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6",
    /// Sun.
    Sun = "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8M12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M19 5l-2 2M7 17l-2 2",
    /// Moon.
    Moon = "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5",
    /// Screen.
    Screen = "M3 5h18v11H3zM9 20h6M12 16v4",
    /// Globe.
    Language = "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18",
    /// Connected.
    Online = "M4 10a12 12 0 0 1 16 0M7 13.5a7.5 7.5 0 0 1 10 0M10 17a3 3 0 0 1 4 0",
    /// Not connected.
    Offline = "M4 10a12 12 0 0 1 5-3M14 7.2a12 12 0 0 1 6 2.8M7 13.5a7.5 7.5 0 0 1 4-1.8M10 17a3 3 0 0 1 4 0M4 4l16 16",
    /// Folder.
    Folder = "M3 6h6l2 2h10v11H3z",
    /// Paper.
    File = "M6 3h8l4 4v14H6zM14 3v4h4",
    /// Cylinder.
    Database = "M12 9c4.4 0 8-1.3 8-3s-3.6-3-8-3-8 1.3-8 3 3.6 3 8 3M4 6v12c0 1.7 3.6 3 8 3s8-1.3 8-3V6M4 12c0 1.7 3.6 3 8 3s8-1.3 8-3",
    /// Pencil.
    Edit = "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
    /// Telephone.
    Phone = "M6 3h4l1.5 5-2.5 1.5a12 12 0 0 0 5.5 5.5L16 12.5l5 1.5v4a2 2 0 0 1-2 2A15 15 0 0 1 4 5a2 2 0 0 1 2-2",
    /// Banknote.
    Money = "M3 6h18v12H3zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6M6 9v.2M18 15v.2",
    /// Two sheets.
    Copy = "M9 9h11v11H9zM5 15H4V4h11v1",
    /// Speech bubble.
    Note = "M4 5h16v11H10l-5 4v-4H4zM8 9h8M8 12h5",
    /// A paper plane.
    Message = "M3 11 21 3l-8 18-2.5-7.5zM10.5 13.5 21 3",
    /// Key.
    Key = "M8 19a4 4 0 1 0 0-8 4 4 0 0 0 0 8M11 12l9-9M17 6l2.5 2.5M14 9l2 2",
    /// Day of a calendar.
    Calendar = "M4 6h16v14H4zM4 10h16M8 3v5M16 3v5",
    /// A box with plugs.
    Odp = "M5 4h14v10H5zM9 8v2M15 8v2M8 14v6M12 14v6M16 14v6",
    /// A bell.
    Bell = "M6 17v-6a6 6 0 0 1 12 0v6l2 1.5H4zM10 21.5h4",
    /// A box with a lid.
    Archive = "M3 5h18v4H3zM5 9v11h14V9M10 13h4",
    /// A bin.
    Bin = "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13",
    /// A circle that is full.
    Unread = "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8",
    /// Keyboard.
    Keys = "M3 6h18v12H3zM7 10h.2M11 10h.2M15 10h.2M17 10h.2M8 14h8",
}

/// Properties of [`Picture`].
#[derive(Properties, PartialEq)]
pub struct PictureProps {
    /// Which.
    pub icon: Icon,
    /// More classes.
    #[prop_or_default]
    pub class: Classes,
}

/// Draws an icon in the colour of the text around it. It says nothing to a screen reader: the words beside it do.
#[component]
pub fn Picture(props: &PictureProps) -> Html {
    html! {
        <svg class={classes!("aglis-icon", props.class.clone())} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d={props.icon.path()} />
        </svg>
    }
}
