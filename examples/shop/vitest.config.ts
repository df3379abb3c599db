import { defineConfig } from "vitest/config";

// `pnpm run test:unit:cart` leaves its results in `reports/unit-cart.xml`; vitest on its own leaves none.
const script = process.env.npm_lifecycle_event;
const report = script?.replace(/^test:/, "").replaceAll(":", "-");

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    // Every test opens its own shop, so files can share a worker and load SQLite once.
    isolate: false,
    pool: "threads",
    reporters: report === undefined ? ["default"] : ["default", ["junit", { outputFile: `reports/${report}.xml` }]],
    coverage: {
      provider: "v8",
      include: ["src/**"],
      // Two entry points only read the environment and start what the other files define; the third is measured itself.
      exclude: ["src/main.ts", "src/migrate.ts", "src/bench.ts"],
      reporter: ["lcov", "text-summary"],
      thresholds: { branches: 90, functions: 90, lines: 90, statements: 90 },
    },
  },
});
