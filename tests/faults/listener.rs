//! What others changed arrives, or is asked for again, whatever happens to the wire or the server.

use std::net::SocketAddr;
use std::time::Duration;

use aglis_core::changes::{Change, Patience, listen};
use aglis_core::workspace::{Place, Server};
use model::topic::Topic;
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection, PgConnection};
use tokio::sync::mpsc::Receiver;
use tokio::time::{Instant, timeout};

use crate::support::cluster::{folder_for_cluster, run};
use crate::support::proxy::{Proxy, Wire};

/// A fifteenth of what people's desktops use, so that a test takes a second and not half a minute.
const QUICK: Patience = Patience {
    ping_every: Duration::from_secs(1),
    answer_within: Duration::from_millis(333),
    refresh_every: Duration::from_secs(2),
    retry_after: Duration::from_millis(100),
};

/// With refreshes out of the way, so that only bells and gaps can speak.
const NO_REFRESH: Patience = Patience {
    refresh_every: Duration::from_secs(3600),
    ..QUICK
};

/// A server of its own that listens on the loopback address, with a login for the wire's far end.
struct OnTheWire {
    server: Option<Server>,
    address: SocketAddr,
    _folder: tempfile::TempDir,
}

impl OnTheWire {
    async fn new() -> Self {
        let free = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = free.local_addr().unwrap();
        drop(free);
        let folder = folder_for_cluster();
        let place = Place::at(folder.path().join("w"))
            .with_setting("listen_addresses", "127.0.0.1")
            .with_setting("port", &address.port().to_string());
        let server = Server::open(place, None, |_| {}).await.unwrap();
        let on_the_wire = Self {
            server: Some(server),
            address,
            _folder: folder,
        };
        let mut owner = on_the_wire.owner().await;
        run(&mut owner, "create role siti login password 'benar'").await;
        on_the_wire
    }

    fn server(&self) -> &Server {
        self.server.as_ref().unwrap()
    }

    async fn owner(&self) -> PgConnection {
        let options = self.server().admin_options("postgres");
        options.connect().await.unwrap()
    }

    async fn ring(&self, payload: &str) {
        let mut owner = self.owner().await;
        run(
            &mut owner,
            &format!("select pg_notify('aglis', '{payload}')"),
        )
        .await;
        owner.close().await.unwrap();
    }

    /// Ends the listener's connection as an administrator, or a lost server process, would.
    async fn end_sessions(&self) {
        let mut owner = self.owner().await;
        run(
            &mut owner,
            "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'siti'",
        )
        .await;
    }

    async fn close(mut self) {
        self.server.take().unwrap().close().await.unwrap();
    }
}

/// How the listener connects through the proxy; without TLS, which the wire would only carry.
fn through(proxy: &Proxy) -> PgConnectOptions {
    PgConnectOptions::new_without_pgpass()
        .host("127.0.0.1")
        .port(proxy.address.port())
        .username("siti")
        .password("benar")
        .database("postgres")
        .ssl_mode(sqlx::postgres::PgSslMode::Disable)
}

/// Waits for a change, passing over others; fails when it takes longer than the screens may be stale.
async fn expect(changes: &mut Receiver<Change>, wanted: Change) {
    let waiting = async {
        while let Some(change) = changes.recv().await {
            if change == wanted {
                return;
            }
        }
        panic!("the listener ended before {wanted:?}");
    };
    let waited = timeout(Duration::from_secs(20), waiting).await;
    waited.unwrap_or_else(|_| panic!("{wanted:?} did not come"));
}

#[tokio::test]
async fn a_bell_names_its_topics_and_a_forged_one_nothing() {
    let wire = OnTheWire::new().await;
    let proxy = Proxy::to(wire.address).await;
    let (_listening, mut changes) = listen(through(&proxy), NO_REFRESH);
    expect(&mut changes, Change::Everything).await;
    wire.ring("Nonsense; drop table staff").await;
    wire.ring("Tickets,Invoices").await;
    let next = changes.recv().await;
    assert_eq!(
        next,
        Some(Change::Topics(vec![Topic::Tickets, Topic::Invoices]))
    );
    wire.close().await;
}

#[tokio::test]
async fn after_an_ended_connection_everything_is_asked_for_again() {
    let wire = OnTheWire::new().await;
    let proxy = Proxy::to(wire.address).await;
    let (_listening, mut changes) = listen(through(&proxy), NO_REFRESH);
    expect(&mut changes, Change::Everything).await;
    for _ in 0..3 {
        wire.end_sessions().await;
        expect(&mut changes, Change::Offline).await;
        expect(&mut changes, Change::Online).await;
        expect(&mut changes, Change::Everything).await;
    }
    wire.ring("Customers").await;
    expect(&mut changes, Change::Topics(vec![Topic::Customers])).await;
    wire.close().await;
}

#[tokio::test]
async fn a_login_that_is_closed_is_told_and_not_taken_for_a_lost_wire() {
    let wire = OnTheWire::new().await;
    let proxy = Proxy::to(wire.address).await;
    let (_listening, mut changes) = listen(through(&proxy), NO_REFRESH);
    expect(&mut changes, Change::Everything).await;
    run(&mut wire.owner().await, "alter role siti nologin").await;
    wire.end_sessions().await;
    expect(&mut changes, Change::Refused).await;
    assert_eq!(changes.recv().await, None, "nothing follows");
    wire.close().await;
}

#[tokio::test]
async fn a_restarted_server_is_found_again() {
    let mut wire = OnTheWire::new().await;
    let proxy = Proxy::to(wire.address).await;
    let (_listening, mut changes) = listen(through(&proxy), NO_REFRESH);
    expect(&mut changes, Change::Everything).await;
    let place = wire.server().place().clone();
    wire.server.take().unwrap().close().await.unwrap();
    expect(&mut changes, Change::Offline).await;
    wire.server = Some(Server::open(place, None, |_| {}).await.unwrap());
    expect(&mut changes, Change::Online).await;
    expect(&mut changes, Change::Everything).await;
    wire.ring("Payments").await;
    expect(&mut changes, Change::Topics(vec![Topic::Payments])).await;
    wire.close().await;
}

#[tokio::test]
async fn a_black_hole_is_noticed_by_the_ping() {
    let wire = OnTheWire::new().await;
    let proxy = Proxy::to(wire.address).await;
    let (_listening, mut changes) = listen(through(&proxy), NO_REFRESH);
    expect(&mut changes, Change::Everything).await;
    proxy.set(Wire::Hole);
    let begun = Instant::now();
    expect(&mut changes, Change::Offline).await;
    // 15 + 5 s for people; a margin for a busy machine.
    let most = QUICK.ping_every + QUICK.answer_within + Duration::from_secs(2);
    assert!(begun.elapsed() < most, "took {:?}", begun.elapsed());
    proxy.set(Wire::Pass);
    expect(&mut changes, Change::Online).await;
    expect(&mut changes, Change::Everything).await;
    wire.ring("Tickets").await;
    expect(&mut changes, Change::Topics(vec![Topic::Tickets])).await;
    wire.close().await;
}

#[tokio::test]
async fn a_reset_wire_comes_back_and_a_slow_one_still_carries() {
    let wire = OnTheWire::new().await;
    let proxy = Proxy::to(wire.address).await;
    let (_listening, mut changes) = listen(through(&proxy), NO_REFRESH);
    expect(&mut changes, Change::Everything).await;
    proxy.set(Wire::Reset);
    expect(&mut changes, Change::Offline).await;
    proxy.set(Wire::Delay(Duration::from_millis(20)));
    expect(&mut changes, Change::Online).await;
    wire.ring("Staff").await;
    expect(&mut changes, Change::Topics(vec![Topic::Staff])).await;
    wire.close().await;
}

#[tokio::test]
async fn a_lost_bell_costs_one_refresh() {
    let wire = OnTheWire::new().await;
    let proxy = Proxy::to(wire.address).await;
    let (_listening, mut changes) = listen(through(&proxy), QUICK);
    expect(&mut changes, Change::Everything).await;
    let begun = Instant::now();
    expect(&mut changes, Change::Everything).await;
    let most = QUICK.refresh_every + Duration::from_secs(2);
    assert!(begun.elapsed() < most, "took {:?}", begun.elapsed());
    wire.close().await;
}

#[test]
fn people_wait_half_a_minute_at_most() {
    let real = Patience::default();
    assert!(real.ping_every + real.answer_within <= Duration::from_secs(20));
    assert!(real.refresh_every <= Duration::from_secs(30));
}
