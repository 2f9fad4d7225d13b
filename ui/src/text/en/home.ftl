# Home
home-title = Home
