"""What every door that speaks HTTP needs: counting, limiting and sending, whatever it renders."""
