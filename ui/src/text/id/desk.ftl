# Memilih ruang kerja
desk-choose = Selamat datang di AGLIS
desk-choose-text = Di mana data perusahaan Anda berada?
desk-local-demo = Coba dengan data contoh
desk-local-demo-text = 2.000 pelanggan rekaan di komputer ini. Siap dalam sebentar.
desk-local-empty = Mulai kosong di komputer ini
desk-local-empty-text = Basis data sendiri di komputer ini, tanpa pengaturan apa pun.
desk-shared = Pakai basis data bersama
desk-shared-text = Server yang dipakai seluruh kantor. Anda perlu alamat dan nama login.
desk-shared-form = Alamatnya didapat dari admin. Sambungan selalu terenkripsi dan sertifikat selalu diperiksa.
desk-host = Alamat server
desk-port = Port
desk-database = Nama basis data
desk-ca = Sertifikat CA (PEM)
desk-ca-hint = Hanya bila server memakai CA sendiri. Tempelkan isi berkasnya di sini.
desk-test-title = Uji sambungan
desk-test = Uji
desk-test-good = Tersambung dalam { $milliseconds } ms. { $server }
desk-use-shared = Pakai basis data ini
desk-leave = Pilih ruang kerja lain

# Menyiapkan
desk-preparing = Menyiapkan ruang kerja
desk-preparing-text = Pertama kali butuh waktu lebih lama. Jendela ini boleh ditinggal.
desk-preparing-step = Sedang bekerja…
desk-broken = Ruang kerja tidak bisa dibuka
desk-broken-text = Data Anda tidak diubah. Coba lagi, atau kirimkan berkas diagnosa kepada yang membantu Anda.

# Admin pertama
desk-first-admin = Admin pertama
desk-first-admin-text = Ruang kerja ini masih kosong. Buat login untuk orang yang mengurusnya.
desk-first-admin-submit = Buat dan masuk
desk-company = Nama perusahaan
desk-company-hint = Tampil di atas jendela dan di tagihan.
desk-name = Nama lengkap
desk-username = Nama login
desk-username-hint = 3–32 tanda: huruf kecil, angka, titik atau garis bawah; diawali huruf.
desk-password = Kata sandi
desk-password-hint = Paling sedikit 12 karakter. Kalimat pendek lebih mudah diingat.
desk-password-repeat = Ulangi kata sandi
desk-password-kept = Boleh dikosongkan: kata sandi tersimpan di komputer ini.

# Masuk
desk-sign-in = Masuk
desk-remember = Ingat saya di komputer ini
desk-demo-logins = Akun contoh
desk-unlock = Buka kunci
desk-locked-text = Layar terkunci. Yang belum selesai diketik masih ada.

# Preferensi
desk-language = Bahasa
desk-theme = Warna
desk-theme-system = Ikut sistem
desk-theme-light = Terang
desk-theme-dark = Gelap
desk-lock = Kunci otomatis
desk-lock-hint = Ctrl-L mengunci saat itu juga.
desk-lock-never = Tidak pernah
desk-lock-after = Setelah { $count } menit tidak dipakai
desk-tray = AGLIS tetap berjalan di baki sistem saat jendela ditutup
desk-pdf-folder = Folder PDF
desk-choose-folder = Pilih folder
desk-open-folder = Buka folder

# Tentang
desk-version = Versi
desk-commit = Rakitan
desk-platform = Sistem
desk-diagnostics = Buat berkas diagnosa
desk-diagnostics-text = Berkas diagnosa memuat log, versi dan pengaturan, tanpa kata sandi dan tanpa data pelanggan.
desk-diagnostics-done = Tersimpan di { $path }

problem-certificate-format = Ini bukan sertifikat PEM. Awalnya harus -----BEGIN CERTIFICATE-----.
problem-host-format = Nama host hanya berisi huruf, angka, titik, dan tanda hubung, misalnya db.example.co.id.
problem-database-format = Nama basis data hanya berisi huruf, angka, tanda hubung, dan garis bawah.
problem-port-range = Port adalah angka 1 sampai 65535.
problem-password-repeat = Kedua kata sandi tidak sama.
# Kata sandi sendiri
desk-password-change = Ganti kata sandi
desk-password-change-text = Jendela lain yang memakai login Anda harus masuk lagi.
desk-password-current = Kata sandi sekarang
desk-password-new = Kata sandi baru
desk-password-changed = Kata sandi sudah diganti.
desk-csv-mark = Ekspor CSV untuk Excel (diawali tanda UTF-8)

# Profil sendiri
desk-profile-text = Nama login, peran, dan zona diatur oleh admin.
desk-profile-language = Bahasa jendela di komputer ini diatur di Preferensi.

# Perangkat
desk-devices = Perangkat
desk-devices-text = Komputer tempat login ini dipakai. Yang dikeluarkan harus mengetik kata sandi lagi; bila komputernya sedang tidak terhubung, ia keluar begitu terhubung. Kalau komputernya hilang, ganti juga kata sandinya.
desk-devices-none = Belum pernah masuk dari komputer mana pun.
desk-device = Komputer
desk-device-since = Masuk sejak
desk-device-seen = Terakhir terlihat
desk-device-this = komputer ini
desk-device-ended = sudah dikeluarkan
desk-device-end = Keluarkan dari { $name }
desk-device-told = Sesi di { $name } diminta keluar.
