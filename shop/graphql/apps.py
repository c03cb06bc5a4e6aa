from django.apps import AppConfig


class GraphQLConfig(AppConfig):
    name = "shop.graphql"
    verbose_name = "GraphQL"
