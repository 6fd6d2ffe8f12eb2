#include "cluster/template_directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cctype>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "cluster/child_process.h"
#include "cluster/guard.h"
#include "cluster/node_arguments.h"
#include "cluster/saved_state.h"
#include "cluster/sql.h"

namespace galera::testing_cluster {
namespace {

namespace fs = std::filesystem;

// Part of the name: to be raised when anything below changes what is made.
constexpr const char* kFormat = "1";

constexpr const char* kUsers =
    "FLUSH PRIVILEGES;\n"
    "DELETE FROM mysql.global_priv WHERE NOT (User = 'root' AND Host = 'localhost') AND User <> "
    "'mariadb.sys';\n"
    "FLUSH PRIVILEGES;\n"
    "CREATE USER exporter@'%' IDENTIFIED BY 'exporter';\n"
    "GRANT PROCESS, BINLOG MONITOR, SLAVE MONITOR, SELECT ON *.* TO exporter@'%';\n"
    "CREATE DATABASE IF NOT EXISTS test;\n";

ChildOptions AsServer(std::vector<std::string> argv) {
  ChildOptions options;
  options.argv = std::move(argv);
  options.run_as = ServerAccount();
  options.working_directory = "/";
  options.err = Sink::WithStdout();
  return options;
}

// "10.11.19-MariaDB-0+deb12u1" and the account, as part of a file name.
Result<std::string> VersionName() {
  const Result<CommandResult> version =
      RunCommand(AsServer({"mariadbd", "--no-defaults", "--version"}), Millis(10000));
  if (!version) return version.error();
  std::string name = version->out.substr(0, version->out.find(" for "));
  name = name.substr(name.find("Ver ") == std::string::npos ? 0 : name.find("Ver ") + 4);
  for (char& c : name) {
    if (!std::isalnum(static_cast<unsigned char>(c)) && c != '.' && c != '-') c = '_';
  }
  const std::optional<Account> account = ServerAccount();
  return name + "-u" + std::to_string(account ? account->uid : ::geteuid()) + "-f" + kFormat;
}

// Only ours: another user's directory of this name could hold anything.
Result<std::string> CacheDirectory() {
  const std::string path = TemporaryRoot() + "/galera-cluster-cache-" + std::to_string(::geteuid());
  struct stat info {};
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) {
    return Error{ErrorCode::kUnavailable, "mkdir " + path + ": " + std::strerror(errno)};
  }
  if (::lstat(path.c_str(), &info) != 0 || !S_ISDIR(info.st_mode) || info.st_uid != ::geteuid()) {
    return Error{ErrorCode::kDenied, path + " is not a directory of ours: remove it or set TMPDIR"};
  }
  return path;
}

Status InstallDatabase(const NodePlace& place) {
  Status installed = RunOrError(AsServer({"mariadb-install-db", "--no-defaults", "--datadir=" + place.data,
                                          "--auth-root-authentication-method=normal", "--skip-test-db",
                                          "--skip-name-resolve", "--innodb-log-file-size=8M"}),
                                Millis(60000));
  if (!installed) return installed;
  ServerFlavour flavour;
  flavour.galera = false;
  flavour.extra = {"--bootstrap"};
  ChildOptions bootstrap = AsServer(ServerArguments(place, flavour));
  bootstrap.input = kUsers;
  return RunOrError(bootstrap, Millis(30000));
}

// Lets the directory be the only node of a cluster once, to give it a history.
Status GiveHistory(const NodePlace& place, Millis timeout) {
  ServerFlavour flavour;
  flavour.cluster_address = "gcomm://";
  flavour.extra = {"--wsrep-new-cluster"};
  Result<ChildProcess> server = ChildProcess::Start(AsServer(ServerArguments(place, flavour)));
  if (!server) return server.error();
  const auto synced = [&] {
    const Result<Rows> rows =
        QuerySocket(place.socket, "SHOW STATUS LIKE 'wsrep_local_state_comment'", Millis(5000));
    return !server->Running() || (rows && rows->size() == 1 && (*rows)[0][1] == "Synced");
  };
  const bool ready = WaitUntil(synced, timeout) && server->Running();
  const ChildExit exit = server->Terminate();
  const Position position = ParseGrastate(ReadFile(place.data + "/grastate.dat"));
  if (ready && exit.Clean() && position.Known()) return {};
  return Error{ErrorCode::kUnavailable, "make a data directory with a history: " + exit.Describe() +
                                            ", position " + position.Text() + "\n" +
                                            Tail(place.error_log, 30)};
}

Status Make(const TemplateDirectory& made, const std::string& workshop, Millis timeout) {
  Result<AddressLease> lease = LeaseAddresses(1);
  if (!lease) return lease.error();
  const NodePlace place = NodePlace::At(workshop, 1, lease->addresses[0], lease->ports);
  std::error_code failed;
  fs::create_directories(place.temporary, failed);
  if (const std::optional<Account> account = ServerAccount()) {
    for (const std::string& path : {workshop, place.directory, place.temporary}) {
      if (::chown(path.c_str(), account->uid, account->gid) != 0) {
        return Error{ErrorCode::kDenied, "chown " + path + ": " + std::strerror(errno)};
      }
    }
  }
  const std::string plain = place.directory + "/plain";
  if (Status done = InstallDatabase(place); !done) return done;
  if (Status done = CopyDirectory(place.data, plain); !done) return done;
  if (Status done = GiveHistory(place, timeout); !done) return done;
  fs::remove(place.data + "/galera.cache", failed);
  fs::remove(place.data + "/gvwstate.dat", failed);
  fs::create_directories(fs::path(made.plain).parent_path(), failed);
  fs::rename(plain, made.plain, failed);
  if (!failed) fs::rename(place.data, made.galera, failed);  // last: its presence says that all is there
  if (failed)
    return Error{ErrorCode::kUnavailable, "move templates to " + made.cache + ": " + failed.message()};
  return {};
}

}  // namespace

std::string TemporaryRoot() {
  const char* root = std::getenv("TMPDIR");
  return root != nullptr && *root != '\0' ? root : "/tmp";
}

Status CopyDirectory(const std::string& from, const std::string& to) {
  ChildOptions options;
  options.argv = {"cp", "-a", "--reflink=auto", from, to};
  return RunOrError(options, Millis(60000));
}

Result<TemplateDirectory> EnsureTemplate(Millis timeout) {
  const Result<std::string> cache = CacheDirectory();
  if (!cache) return cache.error();
  const Result<std::string> version = VersionName();
  if (!version) return version.error();
  TemplateDirectory made;
  made.cache = *cache;
  made.plain = *cache + "/" + *version + "/plain";
  made.galera = *cache + "/" + *version + "/galera";
  if (fs::exists(made.galera)) return made;

  const std::string lock_path = *cache + "/template.lock";
  const FileDescriptor lock(::open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  const auto locked = [&] { return ::flock(lock.get(), LOCK_EX | LOCK_NB) == 0; };
  if (!WaitUntil(locked, timeout)) return Error{ErrorCode::kTimeout, "another program holds " + lock_path};
  if (fs::exists(made.galera)) return made;
  std::error_code ignored;
  fs::remove_all(fs::path(made.plain).parent_path(), ignored);  // half made by a program that died

  // Outside the cache, which the server's account may not enter.
  std::string workshop = TemporaryRoot() + "/galera-template.XXXXXX";
  if (::mkdtemp(workshop.data()) == nullptr) {
    return Error{ErrorCode::kUnavailable, "mkdtemp " + workshop + ": " + std::strerror(errno)};
  }
  if (Guard* guard = Guard::OfProgram()) [[maybe_unused]]
    const Status watched = guard->WatchDirectory(workshop);
  const Status done = Make(made, workshop, timeout);
  fs::remove_all(workshop, ignored);
  if (!done) return done.error();
  return made;
}

}  // namespace galera::testing_cluster
