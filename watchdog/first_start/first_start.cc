#include "first_start/first_start.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <system_error>
#include <utility>

#include "first_start/init_script.h"
#include "first_start/journal.h"
#include "first_start/random_password.h"
#include "first_start/sql_text.h"
#include "first_start/temporary_server.h"
#include "system/file.h"

namespace watchdog {
namespace {

namespace fs = std::filesystem;
using galera::Error;
using galera::ErrorCode;
using galera::Result;
using galera::Status;

constexpr std::size_t kSocketPathMax = 107;
constexpr std::size_t kMaskedBytesMin = 4;   // shorter secrets would blank out innocent text
constexpr std::size_t kToldBytesMax = 8000;  // of the installer, in an error message
constexpr std::size_t kEnvironmentFileMax = 64u << 10;

// Entries of the journal.
constexpr std::string_view kInstallComplete = "install-complete";  // in the workshop
constexpr std::string_view kInstalled = "installed";               // and moved up
constexpr std::string_view kCleaned = "cleaned";
constexpr std::string_view kTimeZonesLoaded = "time-zones";
std::string ScriptEntry(const InitScript& script) { return "script " + EncodeName(script.name); }

Error FromErrno(const std::string& what) {
  const int number = errno;
  const bool rights = number == EACCES || number == EPERM || number == EROFS;
  return {rights ? ErrorCode::kDenied : ErrorCode::kUnavailable,
          what + ": " + std::generic_category().message(number)};
}

// What the installer's words mean for a human, where they hide it; else empty.
std::string RemedyFor(const std::string& told, const std::string& directory) {
  const bool full =
      told.find("No space left on device") != std::string::npos || told.find("error 28") != std::string::npos;
  return full ? "data directory " + directory + ": its volume is full: make room, and start again. " : "";
}

// Never over something that is there.
bool MoveUp(const std::string& from, const std::string& to) {
  if (syscall(SYS_renameat2, AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), 1 /* RENAME_NOREPLACE */) == 0) {
    return true;
  }
  if (errno != EINVAL && errno != ENOSYS) return false;  // else: a file system that knows no such flag
  struct stat info {};
  if (lstat(to.c_str(), &info) == 0) {
    errno = EEXIST;
    return false;
  }
  return rename(from.c_str(), to.c_str()) == 0;
}

// One first start. Lives on the stack of RunFirstStart().
class Run {
 public:
  Run(const NodeSettings& settings, const FirstStartOptions& options)
      : settings_(settings), options_(options) {}

  Status Everything();

 private:
  Status ChooseLogins();
  Status Prepare();
  Status OpenDirectory();
  Status MakePrivateDirectory();
  Status WriteFiles();
  Status Install();
  Status FillWorkshop();
  Status RunInstaller(galera::ProgramSpec spec);
  Status EmptyWorkshop();
  Status StartServer();
  Status UseServer();
  Status CreateAccounts();
  Status LoadTimeZones();
  Status RunScripts();
  Status RunScript(const InitScript& script);
  Status ReadEnvironment(const InitScript& script);
  Status Finish();
  Status ShutDown();
  void RemoveFiles();

  Status Execute(const std::vector<Statement>& statements);
  Status AddAfterFlush(std::string_view entry);
  Status RunAsServer(galera::ProgramSpec spec, FirstStartStep step);
  Status StopAskedFor() const;
  void Tell(Progress::Kind kind, FirstStartStep step, std::string text);
  void Step(FirstStartStep step, std::string text) { Tell(Progress::Kind::kStep, step, std::move(text)); }
  galera::LineSink Output(FirstStartStep step);
  std::string Masked(std::string text) const;
  ServerPlace Place() const;
  const std::string Private(std::string_view name) const { return private_ + "/" + std::string(name); }

  const NodeSettings& settings_;
  const FirstStartOptions& options_;
  std::optional<galera::SystemUser> user_;
  std::string private_;
  std::optional<Journal> journal_;
  std::optional<TemporaryServer> server_;

  // Guarded by telling_: lines of the server's come from another thread.
  mutable std::mutex telling_;
  std::vector<std::string> secrets_;

  std::vector<Login> logins_;             // of settings_.accounts, in their order
  Login root_;                            // root@localhost while scripts run: always with a password
  Login root_finally_;                    // and in the end
  galera::Secret entry_;                  // root@localhost's until the accounts are made
  std::vector<std::string> environment_;  // of scripts, from *.env files
};

void Run::Tell(Progress::Kind kind, FirstStartStep step, std::string text) {
  if (!options_.progress) return;
  const std::lock_guard lock(telling_);
  options_.progress({kind, step, std::move(text), {}});
}

std::string Run::Masked(std::string text) const {
  const std::lock_guard lock(telling_);
  for (const std::string& secret : secrets_) {
    for (std::size_t at = 0; (at = text.find(secret, at)) != std::string::npos; at += 3) {
      text.replace(at, secret.size(), "***");
    }
  }
  return text;
}

galera::LineSink Run::Output(FirstStartStep step) {
  return
      [this, step](std::string_view line) { Tell(Progress::Kind::kOutput, step, Masked(std::string(line))); };
}

Status Run::StopAskedFor() const {
  if (!options_.stop.stop_requested()) return {};
  return Error{ErrorCode::kUnavailable, "first start: a stop was asked for"};
}

ServerPlace Run::Place() const {
  return {settings_.data_directory,     private_, options_.config_file,
          settings_.mariadbd_arguments, user_,    journal_->descriptor()};
}

Status Run::RunAsServer(galera::ProgramSpec spec, FirstStartStep step) {
  spec.run_as = user_;
  spec.held_descriptor = journal_->descriptor();
  if (spec.working_directory.empty()) spec.working_directory = "/";
  return galera::RunToSuccess(spec, Output(step), options_.deadline, options_.stop);
}

Status Run::Execute(const std::vector<Statement>& statements) {
  for (const Statement& statement : statements) {
    if (Status go = StopAskedFor(); !go) return go;
    const Result<galera::Rows> rows = server_->session().Query(statement.text, options_.deadline);
    if (rows) continue;
    // Neither the statement nor the server's words about it may be shown: they can hold the password.
    Error error = rows.error();
    error.message =
        statement.label + ": " +
        (error.server_code != 0 ? "refused by the server, error " + std::to_string(error.server_code)
                                : std::string(galera::Name(error.code)));
    return error;
  }
  return {};
}

// Tables without a log of their own live in the server's memory until flushed: a
// kill would lose them while the journal says that they are filled.
Status Run::AddAfterFlush(std::string_view entry) {
  if (Status flushed = Execute({{"FLUSH LOCAL TABLES", "flush tables"}}); !flushed) return flushed;
  return journal_->Add(entry);
}

// Every login is known before anything is changed.
Status Run::ChooseLogins() {
  const Result<galera::Secret> entry = RandomPassword();
  if (!entry) return entry.error();
  entry_ = *entry;
  root_finally_ = {Login::Kind::kNone, {}, true};
  for (const Account& account : settings_.accounts) {
    Login login = LoginOf(account);
    if (account.random_password) {
      const Result<galera::Secret> password = RandomPassword();
      if (!password) return password.error();
      login = {Login::Kind::kPassword, *password, account.unix_socket};
    }
    const Result<std::vector<Statement>> valid = AccountStatements(account, login);
    if (!valid) return valid.error();
    if (account.user == "root" && account.host == "localhost") root_finally_ = login;
    secrets_.push_back(login.text.Reveal());
    logins_.push_back(std::move(login));
  }
  root_ = root_finally_;
  if (root_.kind != Login::Kind::kPassword || root_.text.empty())
    root_ = {Login::Kind::kPassword, entry_, root_finally_.unix_socket};
  secrets_.push_back(entry_.Reveal());
  std::erase_if(secrets_, [](const std::string& secret) { return secret.size() < kMaskedBytesMin; });
  return {};
}

Status Run::Prepare() {
  Step(FirstStartStep::kCheckDirectory, settings_.data_directory);
  if (Status chosen = ChooseLogins(); !chosen) return chosen;
  if (geteuid() == 0) {
    Result<galera::SystemUser> user = galera::FindSystemUser(settings_.system_user);
    if (!user) return user.error();
    user_ = *user;
  }
  private_ = settings_.run_directory + "/first-start";
  if (Private(kSocketName).size() > kSocketPathMax) {
    return Error{ErrorCode::kInvalid, "run directory " + settings_.run_directory +
                                          ": its path is too long for a socket: choose a shorter one"};
  }
  if (Status opened = OpenDirectory(); !opened) return opened;
  if (Status made = MakePrivateDirectory(); !made) return made;
  return WriteFiles();
}

Error NotEmpty(const DirectoryFinding& finding, const std::string& path) {
  std::string names;
  for (const std::string& name : finding.counted) names += (names.empty() ? "" : ", ") + name;
  std::string message = "first start in " + path + ": ";
  if (finding.kind == DirectoryClass::kHalfInitialised) {
    message += "somebody else's half-made installation (" + names +
               "): nothing was changed: empty the directory if it holds no data of yours, then start again";
  } else if (finding.kind == DirectoryClass::kData) {
    message += "it holds data (" + names + "): nothing was changed: a first start is for an empty directory";
  } else {
    message += "it holds files that are not a database's (" + names +
               "): nothing was changed: remove them or name another directory";
  }
  return {ErrorCode::kInvalid, message};
}

Status Judge(const DirectoryFinding& finding, const std::string& path) {
  if (finding.trouble) {
    const DirectoryProblem problem = finding.trouble->problem;
    const bool rights = problem == DirectoryProblem::kWrongOwner || problem == DirectoryProblem::kBarred ||
                        problem == DirectoryProblem::kNotWritable || problem == DirectoryProblem::kUnreadable;
    return Error{rights ? ErrorCode::kDenied : ErrorCode::kInvalid, finding.trouble->message};
  }
  const bool ours =
      finding.kind == DirectoryClass::kAbsent || finding.kind == DirectoryClass::kEmpty || finding.marked;
  return ours ? Status() : NotEmpty(finding, path);
}

// From here on the directory is marked as ours and locked.
Status Run::OpenDirectory() {
  const std::string& path = settings_.data_directory;
  const Result<DirectoryFinding> finding = FindDirectory(settings_, options_);
  if (!finding) return finding.error();
  if (Status fit = Judge(*finding, path); !fit) return fit;
  if (finding->kind == DirectoryClass::kAbsent) {
    if (Status made = galera::MakeDirectories(path, 0755); !made) return made;
  }
  Result<Journal> journal = Journal::Open(path, options_.deadline, options_.stop);
  if (!journal) return journal.error();
  journal_.emplace(std::move(*journal));
  // Somebody may have been there between the look and the lock.
  const Result<DirectoryFinding> now = FindDirectory(settings_, options_);
  if (!now) return now.error();
  if (journal_->fresh() && !now->counted.empty()) {
    DirectoryFinding theirs = *now;
    theirs.kind = DirectoryClass::kData;
    unlink((path + "/" + std::string(kMarkerName)).c_str());
    return NotEmpty(theirs, path);
  }
  if (user_ && chown(path.c_str(), user_->uid, user_->gid) != 0) return FromErrno("chown " + path);
  return {};
}

Status Run::MakePrivateDirectory() {
  if (Status made = galera::MakeDirectories(settings_.run_directory, 0755); !made) return made;
  struct stat info {};
  if (mkdir(private_.c_str(), 0700) != 0 && errno != EEXIST) return FromErrno("mkdir " + private_);
  const uid_t owner = user_ ? user_->uid : geteuid();
  // Ours, or the server's from an earlier run: anybody else's could hold anything.
  if (lstat(private_.c_str(), &info) != 0 || !S_ISDIR(info.st_mode) ||
      (info.st_uid != geteuid() && info.st_uid != owner)) {
    return Error{ErrorCode::kDenied, private_ + " is not a directory of ours: remove it"};
  }
  if (chmod(private_.c_str(), 0700) != 0) return FromErrno("chmod " + private_);
  if (user_ && lchown(private_.c_str(), user_->uid, user_->gid) != 0) return FromErrno("chown " + private_);
  const DirectoryListing listing = ListDirectory(private_, user_);
  if (listing.barred_at.empty()) return {};
  return Error{ErrorCode::kDenied, "run directory " + settings_.run_directory + ": " + settings_.system_user +
                                       " may not enter " + listing.barred_at + ": chmod a+x " +
                                       listing.barred_at};
}

// What the server and the clients read: each 0600 and the server's own.
Status Run::WriteFiles() {
  const std::string entry = QuoteString(entry_.Reveal());
  const std::map<std::string_view, std::string> files = {
      // After a kill, root may have any password, or be gone.
      {kInitFileName,
       "CREATE USER IF NOT EXISTS root@localhost;\n"
       "ALTER USER root@localhost IDENTIFIED BY " +
           entry +
           " ACCOUNT UNLOCK;\n"
           "GRANT ALL PRIVILEGES ON *.* TO root@localhost WITH GRANT OPTION;\n"},
      {kOptionFileName, ClientOptionText("root", root_.text, Private(kSocketName))}};
  for (const auto& [name, text] : files) {
    const std::string path = Private(name);
    if (Status written = galera::ReplaceFile(path, text, 0600); !written) return written;
    if (user_ && lchown(path.c_str(), user_->uid, user_->gid) != 0) return FromErrno("chown " + path);
  }
  return {};
}

void Run::RemoveFiles() {
  for (const std::string_view name :
       {kInitFileName, kOptionFileName, kSocketName, std::string_view("mariadbd.pid")}) {
    unlink(Private(name).c_str());
  }
  rmdir(private_.c_str());
}

Status Run::Install() {
  Step(FirstStartStep::kInstall, settings_.data_directory);
  if (journal_->Has(kInstalled)) return {};
  if (!journal_->Has(kInstallComplete)) {
    if (Status filled = FillWorkshop(); !filled) return filled;
  }
  return EmptyWorkshop();
}

// What counts of its words stands before twenty lines of general advice.
Status Run::RunInstaller(galera::ProgramSpec spec) {
  std::mutex mutex;
  std::string told;
  bool advice = false;
  spec.run_as = user_;
  spec.held_descriptor = journal_->descriptor();
  spec.working_directory = "/";
  const galera::LineSink sink = [&](std::string_view line) {
    const std::lock_guard lock(mutex);
    advice = advice || line.starts_with("Two all-privilege accounts") ||
             line.starts_with("Installation of system tables failed");
    if (advice || line.empty() || told.size() > kToldBytesMax) return;
    told += "\n  " + Masked(std::string(line));
    Tell(Progress::Kind::kOutput, FirstStartStep::kInstall, Masked(std::string(line)));
  };
  const Result<galera::ProgramExit> exit = galera::RunProgram(spec, sink, options_.deadline, options_.stop);
  if (exit && exit->Clean()) return {};
  if (!exit) return exit.error();
  const std::lock_guard lock(mutex);
  return Error{ErrorCode::kRefused, RemedyFor(told, settings_.data_directory) + "mariadb-install-db: " +
                                        exit->Describe() + (told.empty() ? "" : ". It wrote:") + told};
}

// mariadb-install-db works in a directory of its own: what a killed one has left
// is all ours to delete.
Status Run::FillWorkshop() {
  const std::string workshop = settings_.data_directory + "/" + std::string(kWorkshopName);
  std::error_code failed;
  fs::remove_all(workshop, failed);
  if (failed) return Error{ErrorCode::kUnavailable, "remove " + workshop + ": " + failed.message()};
  if (mkdir(workshop.c_str(), 0700) != 0) return FromErrno("mkdir " + workshop);
  if (user_ && lchown(workshop.c_str(), user_->uid, user_->gid) != 0) return FromErrno("chown " + workshop);
  galera::ProgramSpec spec;
  spec.argv = InstallArguments(Place(), workshop);
  spec.environment_hidden = HiddenVariables();
  if (Status installed = RunInstaller(spec); !installed) return installed;
  if (Status flushed = journal_->Flush(); !flushed) return flushed;
  return journal_->Add(kInstallComplete);
}

Status Run::EmptyWorkshop() {
  const std::string& to = settings_.data_directory;
  const std::string workshop = to + "/" + std::string(kWorkshopName);
  std::error_code failed;
  std::vector<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator(workshop, failed)) {
    names.push_back(entry.path().filename());
  }
  // Not there: all was moved before an earlier run was killed.
  if (failed && failed != std::errc::no_such_file_or_directory) {
    return Error{ErrorCode::kUnavailable, "read " + workshop + ": " + failed.message()};
  }
  for (const std::string& name : names) {
    const fs::path from = fs::path(workshop) / name;
    if (!MoveUp(from, fs::path(to) / name)) return FromErrno("move " + from.string());
  }
  if (rmdir(workshop.c_str()) != 0 && errno != ENOENT) return FromErrno("rmdir " + workshop);
  if (Status flushed = journal_->Flush(); !flushed) return flushed;
  return journal_->Add(kInstalled);
}

Status Run::StartServer() {
  Step(FirstStartStep::kStartServer, settings_.data_directory);
  galera::ServerConnection login;
  login.unix_socket = Private(kSocketName);
  login.user = "root";
  login.password = entry_;
  Result<TemporaryServer> server = TemporaryServer::Start(
      Place(), login, Output(FirstStartStep::kStartServer), options_.deadline, options_.stop);
  if (!server) return server.error();
  server_.emplace(std::move(*server));
  return Execute(SessionStatements());
}

Status Run::CreateAccounts() {
  Step(FirstStartStep::kAccounts, std::to_string(settings_.accounts.size()) + " accounts, " +
                                      std::to_string(settings_.databases.size()) + " databases");
  if (!journal_->Has(kCleaned)) {
    if (Status cleaned = Execute(CleanUpStatements()); !cleaned) return cleaned;
    if (Status noted = journal_->Add(kCleaned); !noted) return noted;
  }
  if (Status made = Execute(DatabaseStatements(settings_.databases)); !made) return made;
  Account root;
  root.user = "root";
  root.host = "localhost";
  const Result<std::vector<Statement>> login = AccountStatements(root, root_);
  if (!login) return login.error();
  if (Status set = Execute(*login); !set) return set;
  for (std::size_t i = 0; i < settings_.accounts.size(); ++i) {
    const Account& account = settings_.accounts[i];
    const bool is_root = account.user == "root" && account.host == "localhost";
    const Result<std::vector<Statement>> statements =
        AccountStatements(account, is_root ? root_ : logins_[i]);
    if (!statements) return statements.error();
    if (Status made = Execute(*statements); !made) return made;
  }
  return {};
}

Status Run::LoadTimeZones() {
  const std::string& zones = options_.time_zone_directory;
  Step(FirstStartStep::kTimeZones, zones);
  if (!settings_.load_time_zones || journal_->Has(kTimeZonesLoaded)) return {};
  const bool known = galera::FileExists(zones);
  if (!known || galera::LocateProgram("mariadb-tzinfo-to-sql").empty()) {
    Tell(Progress::Kind::kWarning, FirstStartStep::kTimeZones,
         (known ? "mariadb-tzinfo-to-sql" : zones) +
             " is missing: named time zones are not loaded: install tzdata and mariadb-server, or switch "
             "this off");
    return {};
  }
  galera::ProgramSpec spec;
  spec.argv = {
      "bash", "-c",  "set -o pipefail; mariadb-tzinfo-to-sql \"$1\" | mariadb --defaults-file=\"$2\" mysql",
      "bash", zones, Private(kOptionFileName)};
  spec.environment_hidden = HiddenVariables();
  if (Status loaded = RunAsServer(spec, FirstStartStep::kTimeZones); !loaded) {
    return Error{loaded.error().code, "load time zones of " + zones + ": " + loaded.error().message};
  }
  return AddAfterFlush(kTimeZonesLoaded);
}

Status Run::ReadEnvironment(const InitScript& script) {
  const Result<std::string> text = galera::ReadFile(script.path, kEnvironmentFileMax);
  if (!text) return text.error();
  const Result<std::vector<std::string>> variables = ParseEnvironmentLines(*text);
  if (!variables) return Error{variables.error().code, script.path + ": " + variables.error().message};
  for (const std::string& variable : *variables) {
    const std::size_t equals = variable.find('=');
    const bool secret = variable.substr(0, equals).find("PASSWORD") != std::string::npos;
    const std::string name = variable.substr(0, equals + 1);
    std::erase_if(environment_, [&](const std::string& other) { return other.starts_with(name); });
    environment_.push_back(variable);
    const std::lock_guard lock(telling_);
    if (secret && variable.size() - name.size() >= kMaskedBytesMin)
      secrets_.push_back(variable.substr(equals + 1));
  }
  return {};
}

Status Run::RunScript(const InitScript& script) {
  const ScriptLogin login{Private(kOptionFileName),
                          settings_.databases.empty() ? std::string() : settings_.databases.front()};
  galera::ProgramSpec spec = ScriptProgram(script, login);
  // Plain `mariadb` and clients of other languages find the server, too.
  spec.environment = {"MYSQL_HOME=" + private_, "MYSQL_UNIX_PORT=" + Private(kSocketName)};
  if (user_) spec.environment.push_back("HOME=" + user_->home);
  spec.environment.insert(spec.environment.end(), environment_.begin(), environment_.end());
  if (Status done = RunAsServer(spec, FirstStartStep::kScript); !done) {
    return Error{done.error().code, "init script " + script.name + ": " + done.error().message};
  }
  return AddAfterFlush(ScriptEntry(script));
}

Status Run::RunScripts() {
  const Result<std::vector<InitScript>> scripts = ListInitScripts(settings_.init_directory);
  if (!scripts) return scripts.error();
  for (const InitScript& script : *scripts) {
    if (Status go = StopAskedFor(); !go) return go;
    const bool runs = script.kind != ScriptKind::kIgnored && script.kind != ScriptKind::kEnvironment;
    if (script.kind == ScriptKind::kIgnored) {
      Tell(Progress::Kind::kWarning, FirstStartStep::kScript,
           script.name + " is ignored: not *.sh, *.sql, *.sql.gz, *.sql.xz, *.sql.zst or *.env");
    }
    if (script.kind == ScriptKind::kEnvironment) {
      if (Status read = ReadEnvironment(script); !read) return read;
    }
    if (!runs || journal_->Has(ScriptEntry(script))) continue;
    Step(FirstStartStep::kScript, script.name);
    if (Status done = RunScript(script); !done) return done;
  }
  return {};
}

Status Run::Finish() {
  Step(FirstStartStep::kFinish, "");
  if (root_.text == root_finally_.text) return {};
  Account root;
  root.user = "root";
  root.host = "localhost";
  const Result<std::vector<Statement>> login = AccountStatements(root, root_finally_);
  return login ? Execute(*login) : login.error();
}

Status Run::UseServer() {
  // A statement that hangs is ended by the server's end.
  const std::stop_callback interrupt(options_.stop, [this] { server_->Interrupt(); });
  if (Status done = CreateAccounts(); !done) return done;
  if (Status done = LoadTimeZones(); !done) return done;
  if (Status done = RunScripts(); !done) return done;
  return Finish();
}

Status Run::ShutDown() {
  Step(FirstStartStep::kStopServer, "");
  if (Status stopped = server_->ShutDown(options_.deadline, options_.stop); !stopped) return stopped;
  server_.reset();
  RemoveFiles();
  for (std::size_t i = 0; i < settings_.accounts.size(); ++i) {
    const Account& account = settings_.accounts[i];
    if (!account.random_password || !options_.progress) continue;
    const std::lock_guard lock(telling_);
    options_.progress({Progress::Kind::kPassword, FirstStartStep::kStopServer,
                       account.user + "@" + account.host, logins_[i].text});
  }
  return journal_->Remove();
}

Status Run::Everything() {
  Status done = Prepare();
  if (done) done = Install();
  if (done) done = StartServer();
  if (done) done = UseServer();
  if (done) done = ShutDown();
  if (done) {
    Step(FirstStartStep::kDone, settings_.data_directory);
    return done;
  }
  if (server_) server_->Abandon();
  server_.reset();
  if (!private_.empty() && journal_) RemoveFiles();
  return Error{done.error().code, Masked(done.error().message), done.error().server_code};
}

}  // namespace

std::string_view Name(FirstStartStep step) {
  switch (step) {
    case FirstStartStep::kCheckDirectory:
      return "check directory";
    case FirstStartStep::kInstall:
      return "install";
    case FirstStartStep::kStartServer:
      return "start server";
    case FirstStartStep::kAccounts:
      return "accounts";
    case FirstStartStep::kTimeZones:
      return "time zones";
    case FirstStartStep::kScript:
      return "script";
    case FirstStartStep::kFinish:
      return "finish";
    case FirstStartStep::kStopServer:
      return "stop server";
    case FirstStartStep::kDone:
      return "done";
  }
  return "";
}

Result<DirectoryFinding> FindDirectory(const NodeSettings& settings, const FirstStartOptions& options) {
  DirectoryDemands demands;
  demands.bytes_free_min = options.bytes_free_min;
  demands.server_user = geteuid();
  demands.server_user_name = "user " + std::to_string(geteuid());
  demands.may_give_away = false;
  std::optional<galera::SystemUser> user;
  if (geteuid() == 0) {
    Result<galera::SystemUser> found = galera::FindSystemUser(settings.system_user);
    if (!found) return found.error();
    user = *found;
    demands.server_user = user->uid;
    demands.server_user_name = settings.system_user;
    demands.may_give_away = true;
  }
  return ClassifyDirectory(ListDirectory(settings.data_directory, user), demands);
}

Status RunFirstStart(const NodeSettings& settings, const FirstStartOptions& options) {
  return Run(settings, options).Everything();
}

}  // namespace watchdog
