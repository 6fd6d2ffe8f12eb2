#include "exposition/shape.h"

#include <cmath>
#include <optional>

#include "exposition/float_text.h"

namespace galera {
namespace {

Error At(const ExpositionSample& sample, const std::string& what) {
  return Error{ErrorCode::kInvalid, "line " + std::to_string(sample.line) + ": " +
                                        SeriesText(sample.name, sample.labels) + ": " + what};
}

// One histogram or summary of the family: the samples that share all labels but le/quantile.
struct Group {
  const ExpositionSample* first = nullptr;
  const ExpositionSample* sum = nullptr;
  const ExpositionSample* count = nullptr;
  std::vector<const ExpositionSample*> points;
};

std::map<ExpositionLabels, Group> Grouped(const ExpositionFamily& family, const std::string& point_label) {
  std::map<ExpositionLabels, Group> groups;
  for (const ExpositionSample& sample : family.samples) {
    ExpositionLabels labels = sample.labels;
    const bool is_sum = sample.name == family.name + "_sum";
    const bool is_count = sample.name == family.name + "_count";
    if (!is_sum && !is_count) labels.erase(point_label);
    Group& group = groups[labels];
    if (group.first == nullptr) group.first = &sample;
    if (is_sum) {
      group.sum = &sample;
    } else if (is_count) {
      group.count = &sample;
    } else {
      group.points.push_back(&sample);
    }
  }
  return groups;
}

Status CheckCounter(const ExpositionFamily& family) {
  for (const ExpositionSample& sample : family.samples) {
    if (!(sample.value >= 0)) return At(sample, "a counter that is negative or NaN");
  }
  return {};
}

std::optional<double> Point(const ExpositionSample& sample, const std::string& label) {
  const auto found = sample.labels.find(label);
  if (found == sample.labels.end()) return std::nullopt;
  const auto value = ParseFloatText(found->second);
  if (!value || std::isnan(*value)) return std::nullopt;
  return value;
}

Status CheckHistogram(const Group& group) {
  if (group.points.empty()) return At(*group.first, "a histogram without buckets");
  if (group.sum == nullptr) return At(*group.first, "a histogram without _sum");
  if (group.count == nullptr) return At(*group.first, "a histogram without _count");
  std::optional<double> bound;
  double counted = 0;
  for (const ExpositionSample* bucket : group.points) {
    const auto next = Point(*bucket, "le");
    if (!next) return At(*bucket, "a bucket without a good le");
    if (bound && *next <= *bound) return At(*bucket, "le does not ascend");
    if (!(bucket->value >= counted)) return At(*bucket, "a bucket counts less than the one below it");
    bound = next;
    counted = bucket->value;
  }
  if (!std::isinf(*bound)) return At(*group.points.back(), "a histogram without le=\"+Inf\"");
  if (counted != group.count->value) return At(*group.count, "_count is not the +Inf bucket");
  return {};
}

Status CheckSummary(const Group& group) {
  if (group.sum == nullptr) return At(*group.first, "a summary without _sum");
  if (group.count == nullptr) return At(*group.first, "a summary without _count");
  for (const ExpositionSample* quantile : group.points) {
    if (!Point(*quantile, "quantile")) return At(*quantile, "a summary sample without a good quantile");
  }
  return {};
}

}  // namespace

Status CheckFamilyShape(const ExpositionFamily& family) {
  if (family.type == "counter") return CheckCounter(family);
  const bool histogram = family.type == "histogram";
  if (!histogram && family.type != "summary") return {};
  for (const auto& [labels, group] : Grouped(family, histogram ? "le" : "quantile")) {
    if (Status shape = histogram ? CheckHistogram(group) : CheckSummary(group); !shape) return shape;
  }
  return {};
}

}  // namespace galera
