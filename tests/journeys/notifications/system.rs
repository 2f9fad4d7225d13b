//! The program itself: gateways, computers that send, the database.

use model::{sla::SweepSla, states::Priority};

use super::centre::{Centre, line, unread};
use crate::ask::ask;

/// As if half a minute had passed since the last round.
const AGAIN: &str = "update app.turns set at = '-infinity' where name = 'notifications'";

#[tokio::test]
async fn a_gateway_that_fails_is_told_until_a_probe_finds_it_well() {
    let centre = Centre::new().await;
    centre
        .run("insert into gateways (id, kind) values (1, 'log'); update gateways set broken_at = now(), broken_reason = 'DOWN'")
        .await;
    let down = ["siti", "rini", "admin"].map(|who| line(who, "gateway_down", 1));
    assert_eq!(centre.told().await, down);
    assert_eq!(unread(&centre.siti).await[0].priority, Priority::Urgent);
    centre
        .run("update gateways set broken_at = null, checked_at = clock_timestamp()")
        .await;
    let up = ["siti", "rini", "admin"].map(|who| line(who, "gateway_up", 1));
    assert_eq!(centre.told().await, up);
    for changed in ["broken_at = now()", "spacing = '7 s', broken_at = null"] {
        centre.run(&format!("update gateways set {changed}")).await;
    }
    assert_eq!(
        centre.told().await,
        up,
        "who changes it does not know whether it is well, only that nobody has to look now"
    );
}

#[tokio::test]
async fn a_computer_that_stops_sending_is_told_to_the_admins_once() {
    let centre = Centre::new().await;
    centre
        .run("insert into workers (login, device, since, seen_at) values ('aglis_w1', 'meja-depan', now() - interval '1 h', now() - interval '4 min')")
        .await;
    for _ in 0..2 {
        centre.run(AGAIN).await;
        ask(&centre.siti, SweepSla {}).await.unwrap();
    }
    assert_eq!(centre.told().await, [line("admin", "worker_gone", 1)]);
    let told = unread(&centre.admin.cx()).await.remove(0);
    assert_eq!(told.arguments["name"], "meja-depan");
    assert_eq!(told.priority, Priority::High, "nobody else sends");
    centre
        .run(&format!(
            "update workers set seen_at = clock_timestamp(); {AGAIN}"
        ))
        .await;
    ask(&centre.siti, SweepSla {}).await.unwrap();
    assert_eq!(centre.told().await, [], "it is back");
}

#[tokio::test]
async fn a_database_that_goes_on_elsewhere_is_told_to_the_admins() {
    let centre = Centre::new().await;
    ask(&centre.siti, SweepSla {}).await.unwrap();
    assert_eq!(centre.told().await, [], "it is where it was");
    centre
        .run(&format!(
            "update app.cluster_seen set timeline = timeline - 1; {AGAIN}"
        ))
        .await;
    for _ in 0..2 {
        ask(&centre.siti, SweepSla {}).await.unwrap();
        centre.run(AGAIN).await;
    }
    assert_eq!(centre.told().await, [line("admin", "database_restored", 1)]);
    centre
        .run("select app.tell_system('backup_missing', null)")
        .await;
    assert_eq!(
        centre.told().await,
        [
            line("admin", "database_restored", 1),
            line("admin", "backup_missing", 1)
        ]
    );
}
