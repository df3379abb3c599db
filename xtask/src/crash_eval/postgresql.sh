set -euo pipefail
run() { psql -X -q -A -t -v ON_ERROR_STOP=1 "$DB" "$@"; }
run -c 'create table if not exists applied (number int primary key)' 2>&1
at=$(run -c 'select coalesce(max(number), 0) from applied')
if [ "${1:-up}" = down ]; then
  run -1 -f migrations/000"$at"-*.down.sql -c "delete from applied where number = $at"
  exit
fi
for file in migrations/*.up.sql; do
  number=$((10#$(basename "$file" | cut -d- -f1)))
  if [ "$number" -gt "$at" ]; then run -1 -f "$file" -c "insert into applied values ($number)"; fi
done
