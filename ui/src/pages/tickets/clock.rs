//! The clock of a ticket drawn as a line one can argue with: working time, closed hours, pauses, the warning, the end.

use std::rc::Rc;

use chrono::{DateTime, Utc};
use model::{
    format::Zone,
    ids::TicketId,
    sla::{ShowTicketClock, Span, TicketClock, merged},
    text::Locale,
};
use yew::prelude::*;

use crate::{
    hooks::{Session, Texts, use_remote, use_text},
    widgets::{RemoteView, Section, SkeletonShape},
};

/// Width of the drawing in its own units.
const WIDTH: f64 = 1_000.0;

/// What a stretch of the line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece {
    /// The clock runs, or will.
    Open,
    /// Nobody works then.
    Closed,
    /// It waited, and the clock with it.
    Paused,
}

impl Piece {
    fn class(self) -> &'static str {
        match self {
            Piece::Open => "aglis-clock-open",
            Piece::Closed => "aglis-clock-closed",
            Piece::Paused => "aglis-clock-paused",
        }
    }
}

/// The stretch of time that is drawn: from the start to the promise, or further when the work took longer.
fn whole(clock: &TicketClock) -> Span {
    let to = clock.due_at.unwrap_or(clock.started_at).max(clock.until());
    Span {
        from: clock.started_at,
        to,
    }
}

/// The line in stretches, in order and without gaps.
fn pieces(clock: &TicketClock, zone: Zone) -> Vec<(Span, Piece)> {
    let whole = whole(clock);
    let open = match &clock.calendar {
        Some(calendar) => calendar.spans(whole, zone),
        None => vec![whole],
    };
    let pauses = merged(&clock.stops(clock.until()));
    // Every edge of either kind begins a new stretch, and a stretch has one kind from edge to edge.
    let mut edges: Vec<DateTime<Utc>> = open
        .iter()
        .chain(&pauses)
        .flat_map(|span| [span.from, span.to])
        .chain([whole.from, whole.to])
        .filter(|edge| (whole.from..=whole.to).contains(edge))
        .collect();
    edges.sort();
    edges.dedup();
    let covers = |spans: &[Span], at| spans.iter().any(|span| (span.from..span.to).contains(&at));
    let mut pieces: Vec<(Span, Piece)> = Vec::new();
    for pair in edges.windows(2) {
        let kind = if covers(&pauses, pair[0]) {
            Piece::Paused
        } else if covers(&open, pair[0]) {
            Piece::Open
        } else {
            Piece::Closed
        };
        match pieces.last_mut() {
            Some((last, before)) if *before == kind => last.to = pair[1],
            _ => pieces.push((
                Span {
                    from: pair[0],
                    to: pair[1],
                },
                kind,
            )),
        }
    }
    pieces
}

/// Where a moment stands on the line.
fn place(whole: Span, at: DateTime<Utc>) -> f64 {
    let seconds =
        |span: chrono::TimeDelta| f64::from(i32::try_from(span.num_seconds()).unwrap_or(i32::MAX));
    let length = seconds(whole.to - whole.from);
    if length <= 0.0 {
        return 0.0;
    }
    (seconds(at - whole.from) / length * WIDTH).clamp(0.0, WIDTH)
}

/// What happened when, for people who read instead of looking, and for arguing.
fn lines(clock: &TicketClock, texts: &Texts) -> Vec<(DateTime<Utc>, AttrValue)> {
    let mut lines = vec![(clock.started_at, texts.t("work-clock-started"))];
    for pause in &clock.pauses {
        let reason = match texts.locale() {
            Locale::Id => &pause.text_id,
            Locale::En => &pause.text_en,
        };
        let key = if pause.stops_clock {
            "work-clock-paused"
        } else {
            "work-clock-waits"
        };
        lines.push((pause.from, texts.t_with(key, &[("reason", reason)])));
        if let Some(to) = pause.to {
            lines.push((to, texts.t("work-clock-resumed")));
        }
    }
    let moments = [
        (clock.response_due_at, "work-clock-response"),
        (clock.responded_at, "work-clock-responded"),
        (clock.warning_at, "work-clock-warning"),
        (clock.due_at, "work-clock-due"),
        (clock.ended_at, "work-clock-ended"),
    ];
    for (at, key) in moments {
        lines.extend(at.map(|at| (at, texts.t(key))));
    }
    if clock.ended_at.is_none() {
        lines.push((clock.now, texts.t("work-clock-now")));
    }
    lines.sort_by_key(|(at, _)| *at);
    lines
}

/// Properties of [`ClockSection`].
#[derive(Properties, PartialEq)]
pub struct ClockSectionProps {
    /// Whose clock.
    pub id: TicketId,
}

/// The clock with its table.
#[component]
pub fn ClockSection(props: &ClockSectionProps) -> Html {
    let texts = use_text();
    let zone = use_context::<Session>()
        .map(|session| session.zone())
        .unwrap_or_default();
    let remote = use_remote(ShowTicketClock { id: props.id });
    let title = texts.t("work-clock");
    let view = Callback::from(move |clock: Rc<TicketClock>| draw(&clock, &texts, zone));
    html! {
        <Section {title}><RemoteView<TicketClock> {remote} {view} shape={SkeletonShape::Lines} /></Section>
    }
}

fn draw(clock: &TicketClock, texts: &Texts, zone: Zone) -> Html {
    // In hours, never in days: a day has as many of them as people work.
    let hours = |minutes: i64| match minutes {
        ..60 => texts.t_with("tickets-minutes", &[("minutes", &minutes)]),
        _ if minutes % 60 == 0 => {
            texts.t_with("tickets-whole-hours", &[("hours", &(minutes / 60))])
        }
        _ => texts.t_with(
            "tickets-hours",
            &[("hours", &(minutes / 60)), ("minutes", &(minutes % 60))],
        ),
    };
    let Some(target) = clock.target_minutes else {
        return html! { <p class="aglis-quiet">{ texts.t("work-clock-none") }</p> };
    };
    let calendar = clock.calendar.as_ref().map_or_else(
        || texts.t("work-clock-always"),
        |calendar| calendar.name.clone().into(),
    );
    let sum = texts.t_with(
        "work-clock-sum",
        &[
            ("used", &hours(clock.used_minutes)),
            ("target", &hours(target.into())),
            ("calendar", &calendar),
        ],
    );
    let whole = whole(clock);
    let mark = |at: Option<DateTime<Utc>>, class: &'static str, name: AttrValue| {
        at.map(|at| {
            let x = format!("{:.1}", place(whole, at));
            let said = format!("{name}: {}", zone.show(at, texts.locale()));
            html! { <line class={class} x1={x.clone()} x2={x} y1="0" y2="36"><title>{ said }</title></line> }
        })
    };
    html! {
        <div class="aglis-clock" data-testid="tickets-clock">
            <p>{ &sum }</p>
            <svg viewBox="0 0 1000 36" preserveAspectRatio="none" role="img" aria-label={sum.clone()}>
                <defs>
                    <pattern id="aglis-clock-hatch" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                        <line class="aglis-clock-hatching" x1="0" y1="0" x2="0" y2="8" />
                    </pattern>
                </defs>
                { for pieces(clock, zone).into_iter().map(|(span, piece)| {
                    let (from, to) = (place(whole, span.from), place(whole, span.to));
                    // What is used is darker than what is still to come.
                    let used = piece == Piece::Open && span.from < clock.until();
                    let split = place(whole, clock.until()).clamp(from, to);
                    html! {
                        <>
                            <rect class={piece.class()} x={format!("{from:.1}")} y="8" width={format!("{:.1}", to - from)} height="20" />
                            if used {
                                <rect class="aglis-clock-used" x={format!("{from:.1}")} y="8" width={format!("{:.1}", split - from)} height="20" />
                            }
                        </>
                    }
                }) }
                { for mark(clock.warning_at, "aglis-clock-warning", texts.t("work-clock-warning")) }
                { for mark(clock.due_at, "aglis-clock-due", texts.t("work-clock-due")) }
                { for mark(Some(clock.until()), "aglis-clock-now", texts.t(if clock.ended_at.is_some() { "work-clock-ended" } else { "work-clock-now" })) }
            </svg>
            <ul class="aglis-clock-legend" aria-hidden="true">
                <li class="aglis-clock-key-used">{ texts.t("work-clock-key-used") }</li>
                <li class="aglis-clock-key-open">{ texts.t("work-clock-key-open") }</li>
                <li class="aglis-clock-key-closed">{ texts.t("work-clock-key-closed") }</li>
                if clock.pauses.iter().any(|pause| pause.stops_clock) {
                    <li class="aglis-clock-key-paused">{ texts.t("work-clock-key-paused") }</li>
                }
            </ul>
            <details data-testid="tickets-clock-table">
                <summary>{ texts.t("work-clock-table") }</summary>
                <table class="aglis-table">
                    <thead><tr><th scope="col">{ texts.t("work-clock-when") }</th><th scope="col">{ texts.t("work-clock-what") }</th></tr></thead>
                    <tbody>
                        { for lines(clock, texts).into_iter().map(|(at, what)| html! {
                            <tr><td class="aglis-figures">{ zone.show(at, texts.locale()) }</td><td>{ what }</td></tr>
                        }) }
                    </tbody>
                </table>
            </details>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use model::{
        format::Zone,
        sla::{Calendar, Pause, Slot, TicketClock},
        text::Locale,
    };

    use super::{Piece, lines, pieces, place, whole};
    use crate::hooks::Texts;

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(&format!("2026-08-{text}:00+07:00"))
            .unwrap()
            .to_utc()
    }

    /// Four hours that began on a Wednesday at three; the technician waited an hour on Thursday.
    fn clock() -> TicketClock {
        TicketClock {
            started_at: at("12T15:00"),
            calendar: Some(Calendar {
                name: "Jam kerja".to_owned(),
                slots: (1..=6)
                    .map(|weekday| Slot {
                        weekday,
                        opens: 480,
                        closes: 1_020,
                    })
                    .collect(),
                holidays: Vec::new(),
            }),
            target_minutes: Some(240),
            used_minutes: 150,
            warning_at: Some(at("13T10:00")),
            due_at: Some(at("13T11:00")),
            breached_at: None,
            response_due_at: None,
            responded_at: None,
            stopped_at: None,
            ended_at: None,
            pauses: vec![Pause {
                from: at("13T08:00"),
                to: Some(at("13T09:00")),
                text_id: "Cuaca buruk".to_owned(),
                text_en: "Bad weather".to_owned(),
                stops_clock: true,
            }],
            now: at("13T09:30"),
        }
    }

    #[test]
    fn the_line_shows_open_closed_and_paused_stretches_without_gaps() {
        let drawn = pieces(&clock(), Zone::Wib);
        let kinds: Vec<Piece> = drawn.iter().map(|(_, piece)| *piece).collect();
        assert_eq!(
            kinds,
            [Piece::Open, Piece::Closed, Piece::Paused, Piece::Open]
        );
        assert!(drawn.windows(2).all(|pair| pair[0].0.to == pair[1].0.from));
        assert_eq!(drawn[2].0.from, at("13T08:00"));
        assert_eq!(
            (drawn[0].0.from, drawn[3].0.to),
            (at("12T15:00"), at("13T11:00"))
        );
    }

    #[test]
    fn work_that_takes_longer_than_promised_makes_the_line_longer() {
        let mut late = clock();
        late.now = at("13T13:00");
        let whole = whole(&late);
        assert_eq!(whole.to, at("13T13:00"));
        assert!(place(whole, at("13T11:00")) < place(whole, late.now));
        assert_eq!(place(whole, late.now), 1_000.0);
    }

    #[test]
    fn the_table_tells_it_in_the_order_of_time() {
        let told = lines(&clock(), &Texts::new(Locale::En));
        assert!(told.windows(2).all(|pair| pair[0].0 <= pair[1].0));
        assert!(told.iter().any(|(_, what)| what.contains("Bad weather")));
    }
}
