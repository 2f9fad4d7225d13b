//! Compiles the Tauri context; the capability files stay beside the shell's sources.
fn main() {
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    tauri_build::build();
}
