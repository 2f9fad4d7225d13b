# Pengaturan
settings-title = Pengaturan
