#include "cli/paging_post.h"

#include <utility>

#include "system/log.h"

namespace watchdog {

void PagingPost::Open(PagerOptions options, PagerEyes eyes, const std::string& control_socket) {
  const std::string path =
      options.settings.control_socket.empty() ? control_socket : options.settings.control_socket;
  if (options.settings.receivers.empty())
    galera::LogInfo("nobody is paged: incidents are followed and shown only",
                    {{"to_be_paged", "set PAGE_WEBHOOK_URL, or paging.receivers"}});
  owned_ = std::make_unique<Pager>(std::move(options), std::move(eyes));
  running_ = owned_.get();
  if (path.empty()) return;
  auto control =
      ControlSocket::Open(path, [this](const ControlRequest& request) { return owned_->Answer(request); });
  if (control) {
    control_ = std::move(*control);
  } else {
    galera::LogWarn("no control socket: page, maintenance, silence and expect can't reach this warden",
                    {{"path", path}, {"reason", control.error().message}});
  }
}

void PagingPost::Close() {
  control_.reset();
  running_ = nullptr;
  owned_.reset();
}

std::vector<galera::Route> PagingPost::Routes() const {
  galera::Route incidents;
  incidents.path = "/api/v1/incidents";
  incidents.methods = {"GET"};
  incidents.handler = [this](const galera::Request&) {
    galera::Response response;
    const Pager* pager = running_;
    if (pager == nullptr) {
      response.status = 503;
      response.body = "paging has not begun, or has ended\n";
      return response;
    }
    response.content_type = "application/json";
    response.body = pager->IncidentsJson();
    return response;
  };
  return {std::move(incidents)};
}

std::optional<PagingNews> PagingPost::News() const {
  const Pager* pager = running_;
  if (pager == nullptr) return std::nullopt;
  return pager->News();
}

void PagingPost::AddMetrics(galera::MetricBatch& batch) const {
  if (const Pager* pager = running_) pager->AddMetrics(batch);
}

}  // namespace watchdog
