# Brings the shop's database to the newest migration, as `pnpm run db:migrate` does, with SQLite alone.
set -euo pipefail
at=$(sqlite3 "$SHOP_DATABASE" 'PRAGMA user_version')
for file in migrations/*.up.sql; do
  version=$((10#$(basename "$file" | cut -d- -f1)))
  ((version > at)) || continue
  { echo 'BEGIN;'; cat "$file"; echo "PRAGMA user_version = $version; COMMIT;"; } | sqlite3 -bail "$SHOP_DATABASE"
done
