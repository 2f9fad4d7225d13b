//! Time that passes when a test says so.
//!
//! The queue compares moments that are kept in its tables with the database's clock, and nothing else: no program's clock is asked.
//! So it is the same to it whether an hour passes or whether every moment that it keeps moves back by an hour. The latter needs no
//! other server and no library between it and its clock, and it is done at a stroke, in one transaction that no worker meets half done.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use sqlx::PgPool;
use tokio::time::sleep;

/// Every column with a moment, of every table that the queue reads a moment from. New ones are found by themselves.
const MOVE_BACK: &str = "
do $$
declare
  moved record;
begin
  -- Triggers count versions and write the trail; time does neither.
  set local session_replication_role = replica;
  for moved in
    select c.table_name, string_agg(format('%1$I = %1$I - interval ''1 ms'' * current_setting(''test.ms'')::float8', c.column_name), ', ') as columns
    from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.data_type = 'timestamp with time zone'
      and (c.table_name in ('messages', 'workers', 'gateways') or c.table_name like 'queue\\_%' or c.table_name like 'gateway\\_%')
    group by c.table_name
  loop
    execute format('update public.%I set %s', moved.table_name, moved.columns);
  end loop;
end $$";

/// The clock of one test.
#[derive(Default)]
pub struct Clock {
    jumps: Mutex<Vec<(Instant, Duration)>>,
}

impl Clock {
    /// What a moment of this computer is on this clock.
    pub fn at(&self, moment: Instant) -> Instant {
        let jumps = self.jumps.lock().unwrap();
        let passed = jumps.iter().take_while(|(when, _)| *when <= moment);
        moment + passed.map(|(_, by)| *by).sum::<Duration>()
    }

    /// Lets so much time pass at once and wakes the workers; not while one of them holds a message, whose send would seem to last as
    /// long. Says whether it did.
    pub async fn forward(&self, owner: &PgPool, by: Duration) -> bool {
        let mut moving = owner.begin().await.unwrap();
        // Whatever a worker asks begins with a look into this table.
        sqlx::raw_sql("lock table workers in access exclusive mode")
            .execute(&mut *moving)
            .await
            .unwrap();
        let held = "select count(*) from queue_jobs where worker is not null";
        let held: i64 = sqlx::query_scalar(held)
            .fetch_one(&mut *moving)
            .await
            .unwrap();
        if held > 0 {
            moving.rollback().await.unwrap();
            return false;
        }
        self.jumps.lock().unwrap().push((Instant::now(), by));
        sqlx::query("select set_config('test.ms', $1, true)")
            .bind(by.as_millis().to_string())
            .execute(&mut *moving)
            .await
            .unwrap();
        sqlx::raw_sql(MOVE_BACK)
            .execute(&mut *moving)
            .await
            .unwrap();
        sqlx::raw_sql("select pg_notify('aglis_queue', '')")
            .execute(&mut *moving)
            .await
            .unwrap();
        moving.commit().await.unwrap();
        true
    }

    /// Until nothing waits any more. Time in which nothing goes out, because the rate is used up or nothing is due, passes at once.
    pub async fn until_drained(&self, owner: &PgPool) {
        // After this long without a change nothing goes out; of a jump, so much is left to pass by itself.
        const STILL: Duration = Duration::from_millis(200);
        let begun = Instant::now();
        let mut seen = (0, Instant::now());
        loop {
            let (left, ahead): (i64, Option<f64>) = sqlx::query_as(
                "select (select count(*) from queue_jobs), (1000 * extract(epoch from least(
                   (select min(free_at) from queue_tokens where free_at > clock_timestamp()),
                   (select min(run_at) from queue_jobs where run_at > clock_timestamp())) - clock_timestamp()))::float8",
            )
            .fetch_one(owner)
            .await
            .unwrap();
            if left == 0 {
                return;
            }
            if seen.0 != left {
                seen = (left, Instant::now());
            }
            let ahead = Duration::from_secs_f64(ahead.unwrap_or_default().max(0.0) / 1000.0);
            if seen.1.elapsed() >= STILL && ahead > 2 * STILL {
                self.forward(owner, ahead - STILL).await;
                seen.1 = Instant::now();
            }
            assert!(
                begun.elapsed() < Duration::from_secs(120),
                "{left} still wait"
            );
            sleep(Duration::from_millis(10)).await;
        }
    }
}

/// The most of these moments that lie within any span of this length.
pub fn most_within(mut moments: Vec<Instant>, span: Duration) -> usize {
    moments.sort();
    let from = |first: usize| moments[first..].partition_point(|at| *at - moments[first] < span);
    (0..moments.len()).map(from).max().unwrap_or_default()
}
