"""Settings, urls, api, cli."""
