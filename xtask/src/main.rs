//! `cargo xtask`: sets the machine up, starts the program, tests it and measures it.
mod command;
mod debian;
mod lock;
mod other;
mod place;
mod rust_src;
mod setup;
mod step;
mod tools;
mod wasm;
mod web;

fn main() -> anyhow::Result<()> {
    let mut steps = step::Steps::default();
    setup::ensure(&mut steps)?;
    web::build(&mut steps)?;
    steps.summary();
    Ok(())
}
