#!/bin/sh
# The web server on $PORT. `exec`: it takes this shell's place as process 1 and gets the signals itself.
# A thread may hold a connection to the database, so there are as many threads as connections in a process's pool.
# Without the kill timeout, a worker told to stop while it still starts would never stop.
exec granian shop.config.wsgi:application --interface wsgi --no-ws \
  --host "${HOST:-0.0.0.0}" --port "${PORT:-8000}" \
  --workers "${WEB_WORKERS:-2}" --blocking-threads "${DATABASE_POOL:-4}" \
  --workers-kill-timeout 20 --respawn-failed-workers
