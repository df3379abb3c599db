set -euo pipefail
at=$(sqlite3 "$DB" 'pragma user_version')
if [ "${1:-up}" = down ]; then
  file=$(ls migrations/000"$at"-*.down.sql)
  sqlite3 -bail "$DB" "begin; $(cat "$file") pragma user_version = $((at - 1)); commit;"
  exit
fi
for file in migrations/*.up.sql; do
  number=$((10#$(basename "$file" | cut -d- -f1)))
  if [ "$number" -gt "$at" ]; then sqlite3 -bail "$DB" "begin; $(cat "$file") pragma user_version = $number; commit;"; fi
done
