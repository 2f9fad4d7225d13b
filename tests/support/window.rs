//! The real program in its real window, driven as a person would: see, click, type, wait.
//!
//! Each [`Desk`] stands alone: a screen, a D-Bus session and a data folder of its own, so that tests run side by side and
//! touch nothing of the person's. Nothing here sleeps for a while and hopes; everything waits for what must appear.

use std::{
    fs,
    mem::ManuallyDrop,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use thirtyfour::{By, Capabilities, Key, WebDriver, WebElement};

use self::{
    processes::{Running, children_of, is_zombie, signal, start},
    screen::Screen,
};

#[path = "processes.rs"]
mod processes;
#[path = "screen.rs"]
mod screen;

/// How long anything may take to appear. Making a new workspace is the slowest, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(90);
/// How long a driver may take to show a window before another one is asked.
const SESSION: Duration = Duration::from_secs(30);

/// A screen, a session and a folder: what several windows of one test share.
pub struct Desk {
    pub folder: tempfile::TempDir,
    pub bus: String,
    display: String,
    _screen: Running,
    _session: Running,
    _alone: std::sync::MutexGuard<'static, ()>,
}

impl Desk {
    pub fn new() -> Self {
        // One person at a time: several windows that start at once on two cores keep each other from answering.
        static ALONE: std::sync::Mutex<()> = std::sync::Mutex::new(());
        let alone = ALONE
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        // The server of the workspace may run as another user, who must be able to enter.
        let mut builder = tempfile::Builder::new();
        builder.prefix("aglis-desk-");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            builder.permissions(fs::Permissions::from_mode(0o755));
        }
        let folder = builder.tempdir().unwrap();
        let size = ["-screen", "0", "1280x800x24"];
        let (screen, number) = start(
            Command::new("Xvfb")
                .args(["-displayfd", "1", "-nolisten", "tcp", "-noreset"])
                .args(size),
        );
        let (session, bus) = start(Command::new("dbus-daemon").args([
            "--session",
            "--nofork",
            "--nopidfile",
            "--print-address=1",
        ]));
        Self {
            folder,
            display: format!(":{number}"),
            bus,
            _screen: screen,
            _session: session,
            _alone: alone,
        }
    }

    /// Opens a window; `arguments` go to the program.
    pub async fn open(&self, arguments: &[&str]) -> Window {
        // Drivers look for free ports, theirs and the page's; two that look at once may find the same and wait for ever.
        static OPENING: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
        let _alone = OPENING.lock().await;
        // The driver is spoken to by a client that wants to know how encryption is done, although it needs none. An earlier test may
        // have said so.
        rustls::crypto::ring::default_provider()
            .install_default()
            .ok();
        let options = serde_json::json!({
            "binary": env!("CARGO_BIN_EXE_aglis-desktop"),
            "args": arguments,
        });
        let mut wanted = Capabilities::new();
        wanted.set("webkitgtk:browserOptions", options).unwrap();
        let until = Instant::now() + 4 * SESSION;
        let (driver, page) = 'opened: loop {
            let (driver, address) = self.driver();
            let answer_by = Instant::now() + SESSION;
            while Instant::now() < answer_by {
                let asked = WebDriver::new(&address, wanted.clone());
                match tokio::time::timeout(SESSION, asked).await {
                    Ok(Ok(page)) => break 'opened (driver, page),
                    Ok(Err(error)) if Instant::now() > until => panic!("no window: {error}"),
                    Ok(Err(_)) => tokio::time::sleep(Duration::from_millis(50)).await,
                    Err(_) => break,
                }
            }
            assert!(Instant::now() < until, "no window in time");
        };
        Window {
            page: ManuallyDrop::new(page),
            display: self.display.clone(),
            data: self.folder.path().join("data"),
            driver,
        }
    }

    /// A driver on a port of its own, and its address.
    fn driver(&self) -> (Running, String) {
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|socket| socket.local_addr())
            .unwrap()
            .port();
        let mut driver = Command::new("WebKitWebDriver");
        driver
            .arg(format!("--port={port}"))
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        self.lend(&mut driver);
        let driver = Running(driver.spawn().expect("webkit2gtk-driver is installed"));
        (driver, format!("http://127.0.0.1:{port}"))
    }

    /// The screen that the windows are on.
    pub fn screen(&self) -> Screen {
        Screen::of(&self.display)
    }

    /// Waits until this many windows are seen.
    pub async fn sees_windows(&self, count: usize) {
        let (screen, until) = (self.screen(), Instant::now() + PATIENCE);
        while screen.shown().len() != count {
            let seen = screen.shown().len();
            assert!(Instant::now() < until, "{seen} windows instead of {count}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// The folder where PDFs go.
    pub fn documents(&self) -> PathBuf {
        self.folder.path().join("documents")
    }

    fn lend(&self, program: &mut Command) {
        program
            .env_remove("WAYLAND_DISPLAY")
            .env("DISPLAY", &self.display)
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus)
            .env("GDK_BACKEND", "x11")
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            .env("NO_AT_BRIDGE", "1")
            .env("AGLIS_MULTI", "1")
            .env("AGLIS_DATA_DIR", self.folder.path().join("data"))
            .env("AGLIS_DOCUMENTS_DIR", self.documents());
        for (name, part) in [
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_DATA_HOME", "share"),
            ("XDG_CACHE_HOME", "cache"),
        ] {
            program.env(name, self.folder.path().join(part));
        }
    }
}

/// One window and the person in front of it. Elements are named by their `data-testid`.
pub struct Window {
    /// Never dropped: the program is ended by its process, and a dropped session would wait two minutes for its answer.
    pub page: ManuallyDrop<WebDriver>,
    display: String,
    data: PathBuf,
    driver: Running,
}

impl Window {
    /// The element, as soon as it is shown.
    pub async fn find(&self, testid: &str) -> WebElement {
        self.find_css(&format!("[data-testid='{testid}']")).await
    }

    /// The first element of a selector, as soon as it is shown.
    pub async fn find_css(&self, selector: &str) -> WebElement {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Ok(element) = self.page.find(By::Css(selector)).await
                && element.is_displayed().await.unwrap_or(false)
            {
                return element;
            }
            if Instant::now() > until {
                self.give_up(&format!("{selector} did not appear")).await;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Clicks, as soon as the element can be clicked.
    pub async fn click(&self, testid: &str) {
        let until = Instant::now() + PATIENCE;
        loop {
            let element = self.find(testid).await;
            // The page may draw itself anew between finding and clicking.
            if element.is_enabled().await.unwrap_or(false) && element.click().await.is_ok() {
                return;
            }
            if Instant::now() > until {
                self.give_up(&format!("{testid} cannot be clicked")).await;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Replaces what stands in a field.
    pub async fn enter(&self, testid: &str, text: &str) {
        let field = self.find(testid).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Hands a file to a file field.
    pub async fn choose_file(&self, testid: &str, file: &Path) {
        // File fields are often hidden behind a button.
        let selector = format!("[data-testid='{testid}']");
        let field = self.page.find(By::Css(&selector)).await.unwrap();
        field.send_keys(file.to_string_lossy()).await.unwrap();
    }

    /// Chooses the line of a select that says `label`.
    pub async fn choose(&self, testid: &str, label: &str) {
        let line = format!("//select[@data-testid='{testid}']/option[contains(., '{label}')]");
        let until = Instant::now() + PATIENCE;
        loop {
            if let Ok(option) = self.page.find(By::XPath(&line)).await
                && option.click().await.is_ok()
            {
                return;
            }
            if Instant::now() > until {
                self.give_up(&format!("{testid} does not offer {label:?}"))
                    .await;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// The first word of the page that begins with `start`, such as the number of a record.
    pub async fn word(&self, start: &str) -> String {
        let until = Instant::now() + PATIENCE;
        loop {
            // Another page may have taken the place of the one that had it.
            let text = self.text().await;
            if let Some(word) = text.split_whitespace().find(|word| word.starts_with(start)) {
                return word
                    .trim_end_matches(|sign: char| !sign.is_ascii_alphanumeric())
                    .to_owned();
            }
            if Instant::now() > until {
                self.give_up(&format!("no word begins with {start:?}"))
                    .await;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Waits until the page says `text`.
    pub async fn sees(&self, text: &str) {
        let until = Instant::now() + PATIENCE;
        while !self.text().await.contains(text) {
            if Instant::now() > until {
                self.give_up(&format!("the page does not say {text:?}"))
                    .await;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Waits until an element is gone.
    pub async fn loses(&self, testid: &str) {
        let selector = format!("[data-testid='{testid}']");
        let until = Instant::now() + PATIENCE;
        while self.page.find(By::Css(&selector)).await.is_ok() {
            if Instant::now() > until {
                self.give_up(&format!("{testid} stays")).await;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Goes to an address of the program, such as `#/tickets`.
    pub async fn go(&self, hash: &str) {
        let address = format!("tauri://localhost/{hash}");
        self.page.goto(&address).await.unwrap();
    }

    /// What a line of script answers.
    pub async fn script(&self, line: &str) -> serde_json::Value {
        let answer = self.page.execute(line, Vec::new()).await.unwrap();
        answer.json().clone()
    }

    /// Waits until a script answers true.
    pub async fn becomes_true(&self, line: &str) {
        let until = Instant::now() + PATIENCE;
        while self.script(line).await != true {
            if Instant::now() > until {
                self.give_up(&format!("never true: {line}")).await;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Presses a key where the focus is.
    pub async fn press(&self, key: Key) {
        let focus = self.page.active_element().await.unwrap();
        focus.send_keys("" + key).await.unwrap();
    }

    /// Waits until the program has ended by itself.
    pub async fn ends(self) {
        let until = Instant::now() + PATIENCE;
        while children_of(self.driver.0.id())
            .into_iter()
            .any(|program| !is_zombie(program))
        {
            assert!(Instant::now() < until, "the program does not end");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Everything the page shows.
    pub async fn text(&self) -> String {
        match self.page.find(By::Tag("body")).await {
            Ok(body) => body.text().await.unwrap_or_default(),
            Err(_) => String::new(),
        }
    }

    /// Saves what the screen shows as `target/screens/NAME.png`. A web driver's own picture hangs on a Tauri window.
    pub fn picture(&self, name: &str) -> PathBuf {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("screens");
        fs::create_dir_all(&folder).unwrap();
        let file = folder.join(format!("{name}.png"));
        let script = r#"xwd -root -silent | convert xwd:- "$1""#;
        let done = Command::new("sh")
            .args(["-c", script, "picture"])
            .arg(&file)
            .env("DISPLAY", &self.display)
            .status();
        assert!(done.is_ok_and(|done| done.success()), "no picture {name}");
        file
    }

    /// Closes the program as the system does at the end of a session, so that the workspace's server stops, too.
    pub fn close(self) {
        drop(self);
    }

    async fn give_up(&self, why: &str) -> ! {
        let name = std::thread::current()
            .name()
            .unwrap_or("test")
            .replace("::", "-");
        let picture = self.picture(&format!("failed-{name}"));
        panic!(
            "{why}\npicture: {}\nthe page says: {}\nthe program says: {}",
            picture.display(),
            self.text().await,
            self.log()
        );
    }

    /// The last that the program wrote into its log.
    fn log(&self) -> String {
        let script = r#"tail -n 20 "$1"/logs/*.log; ps -C postgres -o args="#;
        let said = Command::new("sh")
            .args(["-c", script, "log"])
            .arg(&self.data)
            .output();
        said.map_or_else(
            |error| error.to_string(),
            |said| String::from_utf8_lossy(&said.stdout).into_owned(),
        )
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        // The program is the driver's child. Asked to end, it leaves its workspace; killed, it would leave a server behind.
        let own = self.driver.0.id();
        for program in children_of(own) {
            signal("-TERM", program);
            let until = Instant::now() + Duration::from_secs(15);
            while Path::new(&format!("/proc/{program}/stat")).exists()
                && !is_zombie(program)
                && Instant::now() < until
            {
                std::thread::sleep(Duration::from_millis(20));
            }
        }
    }
}
