//! A wire between a program and the database that can be cut in the ways real ones are.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::sleep;

/// What the wire does with what passes through it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wire {
    /// Everything arrives.
    Pass,
    /// Connections stay open and nothing arrives: a dead router, a suspended laptop.
    Hole,
    /// Connections are reset, new ones too.
    Reset,
    /// Everything arrives late.
    Delay(Duration),
}

/// What the wire does now, and to whom.
#[derive(Clone, Copy)]
struct Mode {
    wire: Wire,
    /// Nothing arrives on connections that came before this one.
    first: u64,
}

/// A proxy on the loopback address in front of a TCP server.
pub struct Proxy {
    /// Where to connect to.
    pub address: SocketAddr,
    mode: watch::Sender<Mode>,
    accepted: Arc<AtomicU64>,
    accepting: JoinHandle<()>,
}

impl Proxy {
    /// A wire to `server` that lets everything pass.
    pub async fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (mode, now) = watch::channel(Mode {
            wire: Wire::Pass,
            first: 0,
        });
        let accepted = Arc::<AtomicU64>::default();
        let count = Arc::clone(&accepted);
        let accepting = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let number = count.fetch_add(1, Ordering::Relaxed);
                tokio::spawn(carry(client, number, server, now.clone()));
            }
        });
        Self {
            address,
            mode,
            accepted,
            accepting,
        }
    }

    /// From now on, on open connections too, the wire does this.
    pub fn set(&self, wire: Wire) {
        self.mode.send_modify(|mode| mode.wire = wire);
    }

    /// Nothing arrives any more on the connections that are open now; only new ones are carried. So it is after a computer came to
    /// another network, or slept longer than a router remembers.
    pub fn forget(&self) {
        let first = self.accepted.load(Ordering::Relaxed);
        self.mode.send_modify(|mode| mode.first = first);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn carry(
    mut client: TcpStream,
    number: u64,
    server: SocketAddr,
    mut mode: watch::Receiver<Mode>,
) {
    let Ok(mut server) = TcpStream::connect(server).await else {
        return;
    };
    let (mut there, mut back) = ([0; 4096], [0; 4096]);
    loop {
        let now = *mode.borrow_and_update();
        let wire = if number < now.first {
            Wire::Hole
        } else {
            now.wire
        };
        if wire == Wire::Reset {
            // Closing with unread data or without lingering sends a reset instead of a farewell.
            client.set_zero_linger().ok();
            return;
        }
        let flowing = wire != Wire::Hole;
        let alive = tokio::select! {
            changed = mode.changed() => changed.is_ok(),
            read = client.read(&mut there), if flowing => pass(read, &there, &mut server, wire).await,
            read = server.read(&mut back), if flowing => pass(read, &back, &mut client, wire).await,
        };
        if !alive {
            return;
        }
    }
}

/// Hands on what was read; says whether both ends are still there.
async fn pass(read: std::io::Result<usize>, data: &[u8], to: &mut TcpStream, wire: Wire) -> bool {
    let Ok(length @ 1..) = read else { return false };
    if let Wire::Delay(by) = wire {
        sleep(by).await;
    }
    to.write_all(&data[..length]).await.is_ok()
}
