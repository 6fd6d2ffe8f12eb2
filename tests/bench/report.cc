#include "bench/report.h"

#include <cstdio>

namespace galera::bench {
namespace {

// More growth than this from a tenth of the scrapes to all of them is not flat.
constexpr double kFlatMib = 0.25;
constexpr double kResidentMibMax = 12;

std::string Number(double value, int digits) {
  char text[64];
  std::snprintf(text, sizeof(text), "%.*f", digits, value);
  return text;
}

std::string Row(const std::vector<std::string>& cells) {
  std::string out = "|";
  for (const std::string& cell : cells) out += " " + cell + " |";
  return out + "\n";
}

std::string ScrapeRow(const std::string& name, const ScrapeFigures& f, bool with_cpu) {
  return Row({name, Number(f.p50_ms, 2) + " ms", Number(f.p99_ms, 2) + " ms",
              with_cpu ? Number(f.cpu_ms, 2) + " ms" : "",
              f.body_bytes > 0 ? std::to_string(f.body_bytes / 1024) + " KiB" : ""});
}

std::string MemoryRow(const std::string& name, const Memory& m, int scrapes) {
  const auto cell = [](const Resident& r) {
    return Number(r.all_mib, 1) + " MiB (anonymous " + Number(r.anon_mib, 1) + ")";
  };
  return Row({name, cell(m.start), std::to_string(scrapes / 10) + ": " + cell(m.early),
              std::to_string(scrapes) + ": " + cell(m.late), std::to_string(m.late.threads)});
}

std::string WrkRow(const std::string& name, const WrkFigures& f) {
  return Row({name, Number(f.per_second, 0) + "/s", Number(f.p50_ms, 3) + " ms", Number(f.p99_ms, 3) + " ms",
              Number(f.cpu_us, 1) + " µs"});
}

}  // namespace

std::vector<Verdict> Judge(const Figures& f, const Settings& settings) {
  const double to_raw = MedianRatio(f.rounds.ours.round_p50_ms, f.rounds.raw.round_p50_ms);
  const double faster = MedianRatio(f.rounds.oracle.round_p50_ms, f.rounds.ours.round_p50_ms);
  const double cpu = MedianRatio(f.rounds.oracle.round_cpu_ms, f.rounds.ours.round_cpu_ms);
  const double growth = f.ours.late.all_mib - f.ours.early.all_mib;
  const auto millis = [](double value) { return Number(value, 2) + " ms"; };
  return {
      {"scrape p50 over the raw statements", Number(to_raw, 2) + "x", "<= 1.5x", to_raw <= 1.5},
      {"scrape p50, mysqld_exporter's over ours", Number(faster, 1) + "x", ">= 4x", faster >= 4},
      {"CPU per scrape, mysqld_exporter's over ours", Number(cpu, 1) + "x", ">= 8x", cpu >= 8},
      {"resident after " + std::to_string(settings.scrapes) + " scrapes",
       Number(f.ours.late.all_mib, 1) + " MiB", "<= 12 MiB", f.ours.late.all_mib <= kResidentMibMax},
      {"growth from " + std::to_string(settings.scrapes / 10) + " scrapes to " +
           std::to_string(settings.scrapes),
       Number(growth, 2) + " MiB", "<= 0.25 MiB", growth <= kFlatMib},
      {"health checks, 4 connections", Number(f.healthy_4.per_second, 0) + "/s", ">= 50000/s",
       f.healthy_4.per_second >= 50000},
      {"health p99, 4 connections", millis(f.healthy_4.p99_ms), "< 2 ms", f.healthy_4.p99_ms < 2},
      {"health checks, 4 connections, mariadbd stopped", Number(f.frozen_4.per_second, 0) + "/s",
       ">= 50000/s", f.frozen_4.per_second >= 50000},
      {"health p99, 4 connections, mariadbd stopped", millis(f.frozen_4.p99_ms), "< 2 ms",
       f.frozen_4.p99_ms < 2},
      {"SIGSTOP of mariadbd to the first 503", std::to_string(f.until_503.count()) + " ms", "<= 3000 ms",
       f.until_503.count() <= 3000},
  };
}

std::string MarkdownOf(const Figures& f, const Settings& settings) {
  std::string out;
  out += Row({"scrape, default collectors", "p50", "p99", "CPU", "answer"}) + "|---|---|---|---|---|\n";
  out += ScrapeRow("the same statements, raw, one open connection", f.rounds.raw, false);
  out += ScrapeRow("galera-warden", f.rounds.ours, true);
  out += ScrapeRow("galera-warden, gzip", f.rounds.ours_gzip, true);
  out += ScrapeRow("mysqld_exporter 0.14", f.rounds.oracle, true);
  out += "\n";
  out += Row({"resident memory", "at start", "after", "after", "threads"}) + "|---|---|---|---|---|\n";
  out += MemoryRow("galera-warden, health servers included", f.ours, settings.scrapes);
  out += MemoryRow("mysqld_exporter 0.14", f.oracle, settings.oracle_scrapes);
  out += "\n";
  out += Row({"health checks, keep-alive, the server on one core, wrk -t1 on another", "answers", "p50",
              "p99", "CPU"}) +
         "|---|---|---|---|---|\n";
  out += WrkRow("4 connections", f.healthy_4);
  out += WrkRow("32 connections", f.healthy_32);
  out += WrkRow("4 connections, mariadbd stopped (SIGSTOP)", f.frozen_4);
  out += WrkRow("32 connections, mariadbd stopped (SIGSTOP)", f.frozen_32);
  return out;
}

std::string MarkdownOf(const std::vector<Verdict>& verdicts) {
  std::string out = Row({"budget", "measured", "bar", ""}) + "|---|---|---|---|\n";
  for (const Verdict& v : verdicts) out += Row({v.what, v.measured, v.bar, v.met ? "PASS" : "FAIL"});
  return out;
}

}  // namespace galera::bench
