"""Addresses of this package's pages."""

from django.urls import URLPattern, path

from payments.views import (
    claim_list,
    coordinator,
    file_settings,
    finance,
    fund_page,
    funds,
    information,
    ledger,
    offer_money,
    partner,
    payees,
    rates,
)

app_name = "payments"
urlpatterns: list[URLPattern] = [
    path("mine/", partner.my_claims, name="my_claims"),
    path("mine/<int:pk>/", partner.my_claim, name="my_claim"),
    path("mine/account/", payees.my_payee, name="my_payee"),
    path("c/<str:token>/", partner.claim_by_link, name="claim_by_link"),
    path("receipts/<int:pk>/", partner.receipt, name="receipt"),
    path("partners/<int:pk>/information/", information.information_given, name="information_given"),
    path("claims/", claim_list.claims, name="claims"),
    path("claims/file/", claim_list.claims_export, name="claims_export"),
    path("claims/approve/", claim_list.approve_several, name="approve_several"),
    path("claims/<int:pk>/", coordinator.claim_page, name="claim"),
    path("what-we-pay/", rates.what_we_pay, name="what_we_pay"),
    path("rates/", rates.rates, name="rates"),
    path("rates/new/", rates.new_rates, name="new_rates"),
    path("rates/<int:pk>/", rates.rate_policy, name="rate_policy"),
    path("funds/", funds.funds, name="funds"),
    path("funds/file/", funds.funds_export, name="funds_export"),
    path("funds/new/", funds.new_fund_page, name="new_fund"),
    path("funds/year-end/", funds.year_end, name="funds_year_end"),
    path("funds/<int:pk>/", fund_page.fund_page, name="fund"),
    path("offers/<int:pk>/", offer_money.offer_money, name="offer_money"),
    path("ledger/", ledger.ledger, name="ledger"),
    path("ledger/file/", ledger.ledger_export, name="ledger_export"),
    path("files/", file_settings.file_settings, name="file_settings"),
    path("files/<int:pk>/", file_settings.file_settings, name="file_settings_of"),
    path("payees/", payees.payees, name="payees"),
    path("payees/<int:pk>/", payees.payee, name="payee"),
    path("batches/", finance.batches, name="batches"),
    path("batches/new/", finance.new_batch, name="new_batch"),
    path("batches/<int:pk>/", finance.batch_page, name="batch"),
    path("batches/<int:pk>/file/", finance.batch_file, name="batch_file"),
]
