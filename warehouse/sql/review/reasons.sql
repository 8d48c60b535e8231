select reason, doubt, least_people, rationale from mart.review_reason order by doubt desc, reason
