#include "node/question_desk.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "system/file.h"
#include "system/log.h"

namespace watchdog {
namespace {

constexpr std::chrono::seconds kBetweenChanges{5};
constexpr std::chrono::minutes kReminder{10};

Surroundings Look(const NodeSettings& settings) {
  if (!settings.pod_name.empty() || std::getenv("KUBERNETES_SERVICE_HOST") != nullptr)
    return {Surroundings::Kind::kPod, settings.pod_namespace};
  const bool container = galera::FileExists("/.dockerenv") || galera::FileExists("/run/.containerenv");
  return {container ? Surroundings::Kind::kContainer : Surroundings::Kind::kPlain, ""};
}

// Nobody is about to know more.
bool Settled(const StartView& view) {
  const auto knows = [](const Testimony& testimony) { return testimony.data != Testimony::Data::kUnknown; };
  if (!view.unknown_position.empty()) return true;
  return view.silent.empty() && std::all_of(view.testimonies.begin(), view.testimonies.end(), knows);
}

}  // namespace

QuestionDesk::QuestionDesk(const NodeSettings& settings, Listener listener)
    : settings_(settings), surroundings_(Look(settings)), listener_(std::move(listener)) {}

QuestionDesk::~QuestionDesk() { Withdraw(); }

std::string QuestionDesk::Path() const { return settings_.run_directory + "/" + std::string(kQuestionFile); }

void QuestionDesk::Ask(const StartDecision& decision, const StartView& view, const std::string& own_name,
                       std::vector<EvidenceRow> evidence, Time now) {
  const bool first = published_.text.empty();
  PublishedQuestion question = published_;
  Question asked =
      QuestionOf({decision, view, own_name, std::move(evidence), surroundings_, settings_.confirm_directory});
  question.text = asked.text;
  question.confirm_directory = settings_.confirm_directory;
  question.new_cluster = Preview(Word::kNewCluster, view, decision.proof);
  question.force = Preview(Word::kForce, view, decision.proof);
  Publish(std::move(question));
  Tell(std::move(asked));
  if (first) shown_at_ = now;
  const auto since = now - shown_at_;
  const bool due = shown_.empty()
                       ? Settled(view) || since >= kBetweenChanges
                       : (published_.text != shown_ && since >= kBetweenChanges) || since >= kReminder;
  if (!due) return;
  shown_ = published_.text;
  shown_at_ = now;
  dprintf(STDERR_FILENO, "%s", shown_.c_str());
}

void QuestionDesk::AskToReplace(const std::string& own_name, const std::string& objection,
                                std::vector<EvidenceRow> evidence) {
  Tell(QuestionOfReplacement(own_name, objection, std::move(evidence), surroundings_,
                             settings_.confirm_directory));
}

void QuestionDesk::Tell(Question question) {
  question.since = told_ ? told_->since : std::chrono::system_clock::now();
  question.refusal = published_.refusal;
  if (told_ == question) return;
  told_ = std::move(question);
  if (listener_) listener_(told_);
}

void QuestionDesk::NoteRefusal(std::vector<std::string> why) {
  PublishedQuestion question = published_;
  question.refusal = std::move(why);
  ++question.refusals;
  Publish(std::move(question));
}

void QuestionDesk::Publish(PublishedQuestion question) {
  if (question == published_) return;
  published_ = std::move(question);
  const galera::Status written = galera::ReplaceFile(Path(), RenderPublishedQuestion(published_), 0644);
  if (!written)
    galera::LogWarn("question for `galera-warden confirm`", {{"problem", written.error().message}});
}

void QuestionDesk::Withdraw() {
  shown_.clear();
  if (std::exchange(told_, std::nullopt) && listener_) listener_(told_);
  if (published_ == PublishedQuestion()) return;
  published_ = PublishedQuestion();
  unlink(Path().c_str());
}

}  // namespace watchdog
