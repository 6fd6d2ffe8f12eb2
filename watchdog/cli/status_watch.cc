#include "cli/status_watch.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <optional>
#include <utility>

#include "cli/status_inquiry.h"
#include "cli/subcommands.h"
#include "status/change_line.h"
#include "status/screen_text.h"

namespace watchdog {
namespace {

using galera::Result;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr char kEnterScreen[] = "\x1b[?1049h\x1b[?25l";  // the second screen, no cursor
constexpr char kLeaveScreen[] = "\x1b[?25h\x1b[?1049l";
constexpr char kClear[] = "\x1b[H\x1b[J";
constexpr std::size_t kUsualWidth = 100;

double UnixNow() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::tm LocalTime(std::time_t time) {
  std::tm parts{};
  localtime_r(&time, &parts);
  return parts;
}

// What to do about it fills a screen that it would be on for long.
std::string FirstLine(const std::string& message) { return message.substr(0, message.find('\n')); }

// The second screen, and keys without echo. Gives both back.
class Screen {
 public:
  Screen() : keys_(tcgetattr(STDIN_FILENO, &usual_) == 0) { Enter(); }
  ~Screen() { Leave(); }
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;

  bool keys() const { return keys_; }
  void Enter() const {
    if (keys_) {
      termios quiet = usual_;
      quiet.c_lflag &= static_cast<tcflag_t>(~(ICANON | ECHO));
      tcsetattr(STDIN_FILENO, TCSANOW, &quiet);
    }
    std::fputs(kEnterScreen, stdout);
    std::fflush(stdout);
  }
  void Leave() const {
    std::fputs(kLeaveScreen, stdout);
    std::fflush(stdout);
    if (keys_) tcsetattr(STDIN_FILENO, TCSANOW, &usual_);
  }

 private:
  termios usual_{};
  const bool keys_;  // standard input is the terminal
};

// Signals as something to wait for. They stay blocked: the program ends with the watch.
class Signals {
 public:
  Signals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGWINCH}) sigaddset(&set, signal);
    sigprocmask(SIG_BLOCK, &set, nullptr);
    fd_ = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  }
  ~Signals() { close(fd_); }
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  int fd() const { return fd_; }
  int Next() const {  // 0: none came
    signalfd_siginfo info{};
    return read(fd_, &info, sizeof info) == sizeof info ? static_cast<int>(info.ssi_signo) : 0;
  }

 private:
  int fd_ = -1;
};

class Watch {
 public:
  explicit Watch(const WatchOptions& options) : options_(options) {
    if (isatty(STDOUT_FILENO) != 0 && !options.json) screen_.emplace();
  }

  int Run() {
    while (!ended_) {
      const auto next = steady_clock::now() + options_.interval;
      auto answer = AskStatus(options_.url, steady_clock::now() + options_.timeout, signals_.fd());
      TakeSignals();
      // Broken off by a signal that does not end us: nothing was learned.
      if (answer || answer.error().code != galera::ErrorCode::kTimeout || !interrupted_)
        Take(std::move(answer));
      if (!ended_) Show();
      if (!ended_) WaitUntil(next);
    }
    return code_;
  }

 private:
  void Take(Result<StatusAnswer> answer) {
    trouble_ = answer ? "" : FirstLine(answer.error().message);
    code_ = answer ? ExitCodeOf(answer->view.verdict) : kExitNoAnswer;
    if (answer) latest_ = std::move(*answer);
    fresh_ = true;
  }

  void TakeSignals() {
    interrupted_ = false;
    for (int signal = signals_.Next(); signal != 0; signal = signals_.Next()) {
      interrupted_ = true;
      if (signal == SIGTSTP) {
        if (screen_) screen_->Leave();
        raise(SIGSTOP);
        if (screen_) screen_->Enter();
      } else if (signal != SIGWINCH) {
        ended_ = true;
      }
    }
  }

  void Show() {
    if (screen_) {
      Draw();
    } else if (std::exchange(fresh_, false)) {
      Write(options_.json ? Document() : Change());
    }
  }

  void Draw() const {
    StatusLayout layout = LayoutOfTerminal();
    layout.colour = options_.colour;
    layout.trouble = trouble_;
    std::string text;
    if (latest_) text = RenderStatus(latest_->view, layout);
    if (!latest_) text = (trouble_.empty() ? "asking " + options_.url + " ..." : trouble_) + "\n";
    if (text.ends_with('\n')) text.pop_back();  // the last line may be the lowest of the screen
    std::fputs((kClear + text).c_str(), stdout);
    std::fflush(stdout);
  }

  std::string Document() const { return trouble_.empty() ? latest_->document : ""; }

  std::string Change() {
    std::string line;
    if (!trouble_.empty()) {
      line = trouble_ == said_trouble_ ? "" : "NO ANSWER: " + Harmless(trouble_);
      said_.reset();
    } else {
      line = ChangeLine(said_ ? &*said_ : nullptr, latest_->view);
      said_ = latest_->view;
    }
    said_trouble_ = trouble_;
    return line.empty() ? "" : LocalTimeText(UnixNow(), LocalTime) + " " + line;
  }

  void Write(const std::string& line) {
    if (line.empty()) return;
    std::fprintf(stdout, "%s\n", line.c_str());
    if (std::fflush(stdout) != 0) ended_ = true;
  }

  void WaitUntil(steady_clock::time_point next) {
    while (!ended_) {
      const auto left = std::chrono::ceil<milliseconds>(next - steady_clock::now()).count();
      if (left <= 0) return;
      std::array<pollfd, 3> waited = {{{signals_.fd(), POLLIN, 0},
                                       {screen_ && screen_->keys() ? STDIN_FILENO : -1, POLLIN, 0},
                                       {screen_ ? -1 : STDOUT_FILENO, 0, 0}}};
      if (poll(waited.data(), waited.size(), static_cast<int>(left)) <= 0) return;
      TakeSignals();
      if (waited[1].revents != 0) TakeKey();
      if ((waited[2].revents & (POLLERR | POLLHUP)) != 0) ended_ = true;  // nobody reads
      if (screen_ && !ended_) Draw();
    }
  }

  void TakeKey() {
    char key = 0;
    if (read(STDIN_FILENO, &key, 1) != 1 || key == 'q' || key == 'Q') ended_ = true;
  }

  const WatchOptions& options_;
  const Signals signals_;
  std::optional<Screen> screen_;
  std::optional<StatusAnswer> latest_;
  std::string trouble_;
  bool fresh_ = false;
  std::optional<StatusView> said_;  // in a pipe
  std::string said_trouble_;
  bool interrupted_ = false;
  bool ended_ = false;
  int code_ = kExitNoAnswer;
};

}  // namespace

int ExitCodeOf(VerdictCode code) {
  switch (code) {
    case VerdictCode::kHealthy:
      return 0;
    case VerdictCode::kDegraded:
    case VerdictCode::kUnknown:
      return 1;
    case VerdictCode::kNoPrimary:
      return 2;
    case VerdictCode::kWaiting:
      return 3;
  }
  return 1;
}

StatusLayout LayoutOfTerminal() {
  StatusLayout layout;
  layout.width = kUsualWidth;
  layout.now = UnixNow();
  layout.local_time = LocalTime;
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return layout;
  if (size.ws_col > 0) layout.width = size.ws_col;
  if (size.ws_row > 0) layout.height = size.ws_row;
  return layout;
}

int WatchStatus(const WatchOptions& options) { return Watch(options).Run(); }

}  // namespace watchdog
